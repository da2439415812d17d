"""Reports as web pages of an office's site: menus and a footer around them, merged cells in the
tables. A page of today has its title in an `h1`. An old one is pasted from Word, has a centred line
for it, and is in GBK though its head says UTF-8, as pages moved between sites do.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from eval.formats.layout import Box, Form, Line, Part, Words, said

_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}_信息公开_区人民政府门户网站</title>
<meta name="keywords" content="绩效自评,预决算公开">
<link rel="stylesheet" href="/static/css/site.css">
<style>.Section0 p {{ text-indent: 2em; line-height: 1.8 }} td {{ border: 1px solid #000 }}</style>
<script>var siteId = "4401000001"; function goTop() {{ window.scrollTo(0, 0); }}</script>
</head>
<body>
<div class="header"><div class="logo"><a href="/"><img src="/static/logo.png" alt="区人民政府门户网站"></a></div>
<form class="search" action="/search"><input name="q" placeholder="请输入关键字"><button>搜索</button></form></div>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>
<li><a href="/zwfw/">政务服务</a></li><li><a href="/hdjl/">互动交流</a></li><li><a href="/sjfb/">数据发布</a></li></ul>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt;
<a href="/zwgk/czxx/">财政信息</a> &gt; <a href="/zwgk/czxx/jxgl/">绩效管理</a></div>
<div class="main">
<div class="content article">
<div class="TRS_Editor"><div class="Section0">
{body}
</div></div>
</div>
</div>
<div class="links"><a href="/rss.xml">订阅</a> <a href="javascript:window.print()">打印本页</a>
<a href="javascript:window.close()">关闭窗口</a></div>
<div class="footer"><p>主办：区人民政府办公室 版权所有 <a href="/map.html">网站地图</a> <a href="/contact.html">联系我们</a></p>
<p><a href="/beian">粤ICP备05000001号</a> 粤公网安备 44010000000001号 网站标识码：4401000001</p></div>
</body>
</html>
"""
_STYLES = {
    "title": ' style="text-align:center"',
    "unit": ' style="text-align:right"',
    "heading": "",
    "body": "",
}


def write_html(parts: Sequence[Part]) -> bytes:
    return _page(parts, title="h1").encode()


def write_old_html(parts: Sequence[Part]) -> bytes:
    # what GBK has not is written as a character reference, as editors of sites do
    return _page(parts, title="p").encode("gbk", errors="xmlcharrefreplace")


def _page(parts: Sequence[Part], title: str) -> str:
    titles = [said(part.line) for part in parts if isinstance(part, Words)]
    body = "\n".join(_words(p, title) if isinstance(p, Words) else _form(p) for p in parts)
    return _PAGE.format(title=escape(titles[0] if titles else "绩效自评"), body=body)


def _words(words: Words, title: str) -> str:
    tag = title if words.look == "title" else "p"
    inside = _marked(words.line)
    if words.look == "heading" or (words.look == "title" and tag == "p"):
        inside = f"<strong>{inside}</strong>"
    return f"<{tag}{_STYLES[words.look]}>{inside}</{tag}>"


def _marked(line: Line) -> str:
    """The runs of a paragraph, each in a span of its own, as pages pasted from Word have them."""
    runs = []
    for piece in line:
        run = escape(piece.text)
        if piece.raised:
            run = f"<sup>{run}</sup>"
        if piece.bold:
            run = f"<strong>{run}</strong>"
        runs.append(f'<span style="font-family:宋体">{run}</span>' if len(line) > 1 else run)
    return "".join(runs)


def _form(form: Form) -> str:
    rows = []
    for row in range(form.rows):
        cells = "".join(_cell(box) for box in form.boxes if box.row == row)
        rows.append(f"<tr>{cells}</tr>")
    inside = "\n".join(rows)
    return (
        '<table border="1" cellspacing="0" cellpadding="0" class="MsoNormalTable">\n'
        f"<tbody>\n{inside}\n</tbody>\n</table>"
    )


def _cell(box: Box) -> str:
    spans = f' rowspan="{box.rows}"' if box.rows > 1 else ""
    spans += f' colspan="{box.columns}"' if box.columns > 1 else ""
    if len(box.lines) == 1:
        return f"<td{spans}>{_marked(box.lines[0])}</td>"
    inside = "".join(f"<p>{_marked(line)}</p>" for line in box.lines)
    return f"<td{spans}>{inside or '&nbsp;'}</td>"
