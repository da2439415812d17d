"""From words and ruling lines to paragraphs and tables; `extractor.reading.pages` is the door."""
