"""From the bytes of a file to clean text, or a sentence that says why not."""

import re
import unicodedata

MAX_BYTES = 1_000_000
# Far beyond any policy, and still read in a few seconds.
MAX_LINE, MAX_SENTENCES = 20_000, 3_000
_TOO_LONG = "This file is far longer than a policy. Save the policy's text alone and choose it again."
_MOJIBAKE = re.compile("Ã[\x80-\xbf©¡³º±¼¶¤]|â€|Â[\x80-\xbf£ ]|\ufffd")
_SAVE_AS = "Save it as plain text (.txt) or Markdown (.md) and choose it again."


class ReadingError(Exception):
    """Why a document can't be read and what to do next, as one sentence for the screen."""


def to_text(content: bytes) -> str:
    if not content.strip():
        raise ReadingError("This file is empty. Choose the file that holds the policy.")
    if len(content) > MAX_BYTES:
        raise ReadingError(f"This file is larger than one megabyte. {_TOO_LONG}")
    if content.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise ReadingError(f"Word and PDF files can't be read yet. {_SAVE_AS}")
    text = unicodedata.normalize("NFC", _decode(content))
    _refuse_garbled(text)
    if len(re.findall(r"[.!?:]\s|\n", text)) > MAX_SENTENCES or max(map(len, text.split("\n"))) > MAX_LINE:
        raise ReadingError(_TOO_LONG)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\t", "    ")
    return re.sub(r" {40,}", " " * 40, text)


def _decode(content: bytes) -> str:
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if is_wide else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ReadingError(f"This file isn't readable text. {_SAVE_AS}")


def _refuse_garbled(text: str) -> None:
    garbled = len(_MOJIBAKE.findall(text))
    if "\x00" not in text and garbled > 3 and garbled > len(text) / 2000:
        raise ReadingError(
            "The letters of this file are garbled, as happens when it was saved with the wrong "
            "encoding. Save it again as UTF-8 and choose it again."
        )
    controls = sum(unicodedata.category(c) == "Cc" and c not in "\n\r\t\f\v" for c in text)
    if "\x00" in text or controls > len(text) / 200:
        raise ReadingError(f"This file isn't text. {_SAVE_AS}")
    letters = sum(c.isalpha() for c in text)
    if letters < 20 or letters < len(text.replace(" ", "")) / 3:
        raise ReadingError("This file holds hardly any words. Choose the file that holds the policy.")
