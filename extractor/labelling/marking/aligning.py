"""Where the characters of a name stand in a text."""

from __future__ import annotations

_LEAST = 2  # characters; one alone stands anywhere
_BEHIND = 15  # characters that a place behind the quantity counts as further away


def align(name: str, text: str, centre: int) -> tuple[bytearray, str]:
    """A flag for each character of `text` that `name` takes, and the end that it takes from nowhere.

    The longest pieces first; of several places the nearest to `centre`, rather ahead of it than
    behind it (a name stands ahead of its number more often than not).
    """
    taken = bytearray(len(text))
    got = bytearray(len(name))
    rest = [(0, len(name))]
    while rest:
        start, end = rest.pop(0)
        if (found := _longest(name, start, end, text, taken, centre)) is None:
            continue
        at, place, length = found
        taken[place : place + length] = got[at : at + length] = b"\1" * length
        rest += [(start, at), (at + length, end)]
    last = len(name)
    while last and not got[last - 1]:
        last -= 1
    return taken, name[last:]


def _longest(
    name: str, start: int, end: int, text: str, taken: bytearray, centre: int
) -> tuple[int, int, int] | None:
    """(where in `name`, where in `text`, length) of the longest piece of `name[start:end]`."""
    for length in range(end - start, _LEAST - 1, -1):
        best: tuple[float, int, int] | None = None
        for at in range(start, end - length + 1):
            piece = name[at : at + length]
            place = text.find(piece)
            while place >= 0:
                if not any(taken[place : place + length]):
                    far = abs(place + length / 2 - centre) + (_BEHIND if place > centre else 0)
                    if best is None or far < best[0]:
                        best = far, at, place
                place = text.find(piece, place + 1)
        if best:
            return best[1], best[2], length
    return None
