"""From text to blocks: headings, bullets, paragraphs, signature lines and what fits nowhere."""

import re
from dataclasses import dataclass

_BULLET = re.compile(r"^(\s*)(?:[-*+•●▪◦‣·–—o]|[a-z]\)|\([a-z]\)|\([ivx]+\)|[ivx]+\))\s+(?=\S)")
_NUMBERED = re.compile(r"^(\s*)(\d{1,2})[.)]\s+(?=\S)")
_DEEP = re.compile(r"^(\s*)(\d{1,2}(?:\.\d{1,2}){1,2})\.?\s+(?=\S)")
_HASH = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_RULE = re.compile(r"^\s*([-=_*])(?:\s*\1){2,}\s*$")
_TABLE = re.compile(r"^\s*\|.*\|\s*$")
_PAGE = re.compile(r"^\W*(?:page\s+)?\d+(?:\s*(?:of|/)\s*\d+)?\W*$", re.IGNORECASE)
_SIGNED = re.compile(r"^\W*(?:signed|signature)\b", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<![\w*_])(\*\*|__|\*|_|`)(?=[^\s*_])([^*_`]{1,400}?)(?<=[^\s*_])\1(?![\w*_])")
_NORM = re.compile(
    r"\b(?:must|should|shall|will|may|can|cannot|never|always|do not|don't|are|is|was|were|has|have)\b",
    re.IGNORECASE,
)

# The levels of headings that carry no marks of their own; Markdown's are 1 to 6.
CAPITALS, PLAIN = 7, 8


@dataclass
class Block:
    kind: str  # heading | bullet | paragraph | signature | loose
    text: str
    level: int = 0
    number: str = ""
    marker: str = ""


def plain(line: str) -> str:
    """A line without Markdown's emphasis and with single spaces; signature blanks stay."""
    return " ".join(_EMPHASIS.sub(r"\2", line).split())


def blocks_of(text: str) -> list[Block]:
    lines = [line.rstrip() for line in text.replace("\f", "\n").replace("\t", "    ").split("\n")]
    blocks: list[Block] = []
    for i, line in enumerate(lines):
        _take(blocks, lines, i, line)
    return [b for b in _promote_numbered(blocks) if b.kind != "blank"]


def _promote_numbered(blocks: list[Block]) -> list[Block]:
    """ "1. Introduction" on a line of its own is a heading, "1. Pupils must ..." in a list is not."""
    for i, block in enumerate(blocks):
        if block.marker != "1." or block.level or block.text.endswith((".", ";", ",")):
            continue
        before = blocks[i - 1].kind if i else "blank"
        following = [b for b in blocks[i + 1 :] if b.kind != "blank"]
        if before not in {"blank", "heading"} or not following:
            continue
        after = following[0]
        has_parts = after.marker == "1.1" and after.number.startswith(f"{block.number}.")
        runs_on = after.marker == "1." and after.number == str(int(block.number) + 1)
        is_open = _short_and_open(block.text) and after.kind in {"paragraph", "bullet", "heading"} and not runs_on
        if is_open or has_parts:
            block.kind, block.level, block.marker = "heading", PLAIN, ""
    return blocks


def _take(blocks: list[Block], lines: list[str], i: int, line: str) -> None:
    last = blocks[-1] if blocks else Block("blank", "")
    if not line.strip():
        blocks.append(Block("blank", ""))
    elif _RULE.match(line):
        _underline(last, line)
        blocks.append(Block("blank", ""))
    elif found := _HASH.match(line):
        blocks.append(_heading(found[2], len(found[1])))
    elif _TABLE.match(line) or _PAGE.match(line):
        blocks.append(Block("loose", plain(line)))
    elif _SIGNED.match(line):
        blocks.append(Block("signature", plain(line)))
    elif bullet := _bullet(line):
        blocks.append(bullet)
    elif _is_bold(line) or _looks_like_heading(line, lines, i, last):
        blocks.append(_heading(line, CAPITALS if line.isupper() else PLAIN))
    elif last.kind in {"bullet", "paragraph"} and _runs_on(line, lines[i - 1]):
        last.text = f"{last.text} {plain(line)}"
    elif line.startswith("  ") and len(blocks) > 1 and blocks[-2].kind == "bullet":
        blocks[-2].text = f"{blocks[-2].text} {plain(line)}"
    else:
        blocks.append(Block("paragraph", plain(line)))


def _underline(last: Block, line: str) -> None:
    """A line of === or --- below a short line makes a heading of it."""
    if last.kind == "paragraph" and line.strip()[0] in "=-" and len(last.text.split()) <= 12:
        last.kind, last.level = "heading", 1 if "=" in line else 2


def _runs_on(line: str, above: str) -> bool:
    """Whether a line continues the wrapped one above it, or stands for itself."""
    width = 60 if above.endswith((".", "!", "?", ":")) else 45
    return line[:1].isspace() or plain(line)[:1].islower() or len(above) >= width


def _heading(text: str, level: int) -> Block:
    text = plain(text).rstrip(":").strip()
    found = re.match(r"^(?:section\s+)?(\d{1,2}(?:\.\d{1,2})*)[.):]?\s+(?=\S)", text, re.IGNORECASE)
    if not found:
        return Block("heading", text, level)
    return Block("heading", text[found.end() :], level + found[1].count("."), found[1])


def _is_bold(line: str) -> bool:
    stripped = line.strip()
    bold = re.fullmatch(r"(\*\*|__)(.+?)\1:?", stripped)
    return bool(bold) and len(stripped.split()) <= 12 and not stripped.strip("*_").endswith(".")


def _bullet(line: str) -> Block | None:
    if found := _BULLET.match(line):
        return Block("bullet", plain(line[found.end() :]), len(found[1]) // 2, marker="-")
    if found := _DEEP.match(line):
        rest = plain(line[found.end() :])
        if _short_and_open(rest):
            return Block("heading", rest.rstrip(":"), PLAIN + found[2].count("."), found[2])
        return Block("bullet", rest, 0, found[2], marker="1.1")
    if found := _NUMBERED.match(line):
        rest = plain(line[found.end() :])
        return Block("bullet", rest, len(found[1]) // 2, found[2], marker="1.")
    return None


def _short_and_open(text: str) -> bool:
    return len(text.split()) <= 9 and not text.endswith((".", ";", ",", "?")) and not _NORM.search(text)


def _looks_like_heading(line: str, lines: list[str], i: int, last: Block) -> bool:
    """A short line of its own, without a full stop, that has a text or a list below it."""
    text = plain(line)
    runs_on = last.kind in {"bullet", "paragraph"} and not last.text.endswith((".", "!", "?"))
    if runs_on or len(text.split()) > 12 or text.endswith((".", ":", ";", ",", "!")):
        return False
    if re.search(r"\d{4}|\d{1,2}/\d{1,2}/\d{2}", text) or (not text[0].isupper() and not text[0].isdigit()):
        return False
    below = next((x for x in lines[i + 1 :] if x.strip()), "")
    if lines[i + 1 : i + 2] != [""] and below and not _bullet(below) and len(text) > 70:
        return False
    return _is_body(below)


def _is_body(line: str) -> bool:
    if not line or _SIGNED.match(line):
        return False
    text = plain(line)
    long = len(text.split()) > 12 or text.endswith((".", ":", ";"))
    return bool(_bullet(line)) or long or bool(re.match(r"\s*\|", line))
