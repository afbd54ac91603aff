"""What a trade file is made of before its columns mean anything: packing, encoding, lines. Nothing here holds a whole file."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from django.conf import settings

BLOCK = 1 << 20
#: No row of any of the formats comes near; a file without line breaks must not be read as one line.
LINE_MAX = 1 << 16

#: Four bytes above ASCII in a row never occur in western European text; they do in Cyrillic and Chinese encodings.
OTHER_ENCODING = re.compile(rb"[\x80-\xff]{4}")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class LoadProblem(Exception):
    """Why a load cannot go on, as a sentence for the person who asked for it. Nothing public has changed."""


def checksum(paths: Iterable[Path]) -> str:
    """SHA-256 of a file; of the files' checksums where there are several."""
    sums = []
    for path in paths:
        try:
            with path.open("rb") as file:
                sums.append(hashlib.file_digest(file, "sha256").hexdigest())
        except OSError as error:
            raise LoadProblem(f"{path} cannot be read: {error.strerror}.") from error
    return sums[0] if len(sums) == 1 else hashlib.sha256("".join(sums).encode()).hexdigest()


class TradeFile:
    """One CSV file, plain, gzipped or alone in a zip, in UTF-8 or Latin-1. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.encoding = "utf-8"
        self._has_utf_8 = False
        self._stack = ExitStack()

    def __enter__(self) -> TradeFile:
        try:
            self._raw = self._stack.enter_context(self.path.open("rb"))
            self.size = self.path.stat().st_size
            self._stream = self._unpacked()
        except OSError as error:
            self._stack.close()
            raise LoadProblem(f"{self.path.name} cannot be read: {error.strerror or error}.") from error
        except LoadProblem:
            self._stack.close()
            raise
        return self

    def __exit__(self, *exception) -> None:
        self._stack.close()

    @property
    def position(self) -> int:
        """Bytes of the file read so far, as it lies on the disk."""
        return min(self._raw.tell(), self.size)

    def rows(self, delimiter: str = ",") -> csv.reader:  # type: ignore[valid-type]
        return csv.reader(self.lines(), delimiter=delimiter, strict=True)

    def lines(self) -> Iterator[str]:
        for block in self._blocks():
            yield from io.StringIO(self._decoded(block), newline="")

    def first_line(self) -> str:
        """The header, read without losing it."""
        line = next(self.lines(), "")
        self._stack.close()
        self.__enter__()
        return line

    def _unpacked(self) -> IO[bytes]:
        start = self._raw.read(4)
        self._raw.seek(0)
        if not start:
            raise LoadProblem(f"{self.path.name} is empty.")
        if start[:2] == b"\x1f\x8b":
            return io.BufferedReader(self._stack.enter_context(gzip.GzipFile(fileobj=self._raw)), BLOCK)  # type: ignore[type-var]
        if start == b"PK\x03\x04" or start == b"PK\x05\x06":
            return self._only_member()
        if start[:2] in UTF_16:
            raise LoadProblem(f"{self.path.name} is in UTF-16. Save it as CSV in UTF-8.")
        return self._raw

    def _only_member(self) -> IO[bytes]:
        try:
            archive = self._stack.enter_context(zipfile.ZipFile(self._raw))
        except zipfile.BadZipFile as error:
            raise LoadProblem(f"{self.path.name} is a damaged or incomplete zip file.") from error
        members = [item for item in archive.infolist() if not item.is_dir() and not item.filename.startswith("__MACOSX/")]
        if len(members) != 1:
            names = ", ".join(item.filename[:60] for item in members[:3]) or "none"
            raise LoadProblem(f"{self.path.name} holds {len(members)} files ({names}); a zip file is to hold exactly one.")
        if members[0].filename.lower().endswith((".xml", ".rels", ".xlsx", ".xls")):
            raise LoadProblem(f"{self.path.name} is not a CSV file. Save the sheet as CSV in UTF-8.")
        try:
            return io.BufferedReader(self._stack.enter_context(archive.open(members[0])), BLOCK)  # type: ignore[type-var]
        except (RuntimeError, NotImplementedError) as error:
            raise LoadProblem(f"{self.path.name} is encrypted or packed in a way that cannot be read.") from error

    def _blocks(self) -> Iterator[bytes]:
        """Whole lines, about a megabyte at a time."""
        limit = settings.TRADE_UNPACKED_MAX_MB << 20
        read = 0
        try:
            while block := self._stream.read(BLOCK):
                rest = b"" if block.endswith(b"\n") else self._stream.readline(LINE_MAX)
                if len(rest) == LINE_MAX:
                    raise LoadProblem(f"{self.path.name} has a line of more than {LINE_MAX:,} characters: it is no table of trade.")
                read += len(block) + len(rest)
                if read > limit:
                    raise LoadProblem(
                        f"{self.path.name} unpacks to more than {settings.TRADE_UNPACKED_MAX_MB:,} MB (TRADE_UNPACKED_MAX_MB). Load it in parts."
                    )
                yield block + rest
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
            raise LoadProblem(f"{self.path.name} is damaged or cut short: {error}.") from error

    def _decoded(self, block: bytes) -> str:
        if self.encoding == "utf-8":
            try:
                text = block.decode("utf-8")
            except UnicodeDecodeError as error:
                self._begin_latin_1(block, error)
            else:
                self._has_utf_8 = self._has_utf_8 or not block.isascii()
                if "\0" in text:
                    raise LoadProblem(f"{self.path.name} holds NUL characters: it is not a CSV file in UTF-8 or Latin-1.")
                return text.removeprefix("\ufeff")
        return block.decode("latin-1")

    def _begin_latin_1(self, block: bytes, error: UnicodeDecodeError) -> None:
        if OTHER_ENCODING.search(block) or self._has_utf_8 or block.startswith(b"\xef\xbb\xbf"):
            line = block.count(b"\n", 0, error.start) + 1
            raise LoadProblem(
                f"{self.path.name} is neither UTF-8 nor Latin-1 (about line {line:,} of its current part). Save it as CSV in UTF-8."
            ) from error
        self.encoding = "latin-1"
