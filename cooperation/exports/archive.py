"""ZIP archives sent while they are made.

The standard zipfile, when it cannot seek, must be told beforehand whether a member will pass 4 GB, and a member
marked so (ZIP64 in its local header) is refused by Excel and by older Java. Here sizes follow each member in a data
descriptor, and the 64-bit forms appear only when a member or the archive has really grown so far.
Layout: PKWARE APPNOTE 6.3.9, sections 4.3 and 4.5.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

LIMIT_32 = 0xFFFFFFFF
LIMIT_16 = 0xFFFF
VERSION, VERSION_64 = 20, 45
HAS_DESCRIPTOR, NAME_IS_UTF_8 = 0x0008, 0x0800
DEFLATED = 8
MADE_ON_UNIX = 3 << 8
PLAIN_FILE = 0o100644 << 16
EARLIEST = datetime(1980, 1, 1)


def zip_chunks(
    members: Iterable[tuple[str, Iterable[bytes]]], *, modified_at: datetime = EARLIEST, level: int = 6
) -> Iterator[bytes]:
    """Yield the blocks of an archive of (name, blocks of bytes), each member read only when its turn comes.

    `modified_at` dates all members, `level` is zlib's (1 quick, 9 small). ValueError for a name that comes twice.
    """
    archive = Archive(modified_at=modified_at, level=level)
    for name, chunks in members:
        yield from archive.member(name, chunks)
    yield archive.end()


class _Entry(NamedTuple):
    name: bytes
    flags: int
    crc: int
    packed: int
    size: int
    offset: int


class Archive:
    """An archive being written: `member` for each file in turn, then `end`; all bytes go out in that order.

    `limit` is the size from which the 64-bit forms are used; tests lower it.
    """

    def __init__(self, *, modified_at: datetime, level: int, limit: int = LIMIT_32) -> None:
        self.level = level
        self.limit = limit
        self.offset = 0
        self.entries: list[_Entry] = []
        self.names: set[str] = set()
        at = max(modified_at.replace(tzinfo=None), EARLIEST)
        self.stamp = struct.pack(
            "<HH",
            at.hour << 11 | at.minute << 5 | at.second // 2,
            (at.year - 1980) << 9 | at.month << 5 | at.day,
        )

    def member(self, name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        if name in self.names:
            raise ValueError(f"Two members of an archive are named {name}")
        self.names.add(name)
        encoded = name.encode()
        flags = HAS_DESCRIPTOR | (0 if name.isascii() else NAME_IS_UTF_8)
        offset = self.offset
        yield self._sent(
            struct.pack("<4sHHH", b"PK\3\4", VERSION, flags, DEFLATED)
            + self.stamp
            + struct.pack("<LLLHH", 0, 0, 0, len(encoded), 0)
            + encoded
        )

        packer = zlib.compressobj(self.level, zlib.DEFLATED, -zlib.MAX_WBITS)
        crc = size = 0
        start = self.offset
        for chunk in chunks:
            crc = zlib.crc32(chunk, crc)
            size += len(chunk)
            if packed := packer.compress(chunk):
                yield self._sent(packed)
        yield self._sent(packer.flush())

        entry = _Entry(encoded, flags, crc, self.offset - start, size, offset)
        self.entries.append(entry)
        sizes = "QQ" if max(entry.size, entry.packed) >= self.limit else "LL"
        yield self._sent(struct.pack(f"<4sL{sizes}", b"PK\7\10", crc, entry.packed, size))

    def end(self) -> bytes:
        start, count = self.offset, len(self.entries)
        directory = b"".join(map(self._directory_entry, self.entries))
        tail = b""
        if max(start, len(directory)) >= self.limit or count >= LIMIT_16:
            tail = struct.pack(
                "<4sQHHLLQQQQ",
                b"PK\6\6",
                44,
                VERSION_64,
                VERSION_64,
                0,
                0,
                count,
                count,
                len(directory),
                start,
            ) + struct.pack("<4sLQL", b"PK\6\7", 0, start + len(directory), 1)
            start = LIMIT_32
        short_count = min(count, LIMIT_16)
        short_length = min(len(directory), LIMIT_32)
        tail += struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, short_count, short_count, short_length, start, 0)
        return directory + tail

    def _sent(self, block: bytes) -> bytes:
        self.offset += len(block)
        return block

    def _directory_entry(self, entry: _Entry) -> bytes:
        sizes = (entry.size, entry.packed, entry.offset)
        large = [number for number in sizes if number >= self.limit]
        extra = struct.pack(f"<HH{len(large)}Q", 1, 8 * len(large), *large) if large else b""
        size, packed, offset = (LIMIT_32 if number >= self.limit else number for number in sizes)
        version = VERSION_64 if large else VERSION
        return (
            struct.pack("<4sHHHH", b"PK\1\2", MADE_ON_UNIX | version, version, entry.flags, DEFLATED)
            + self.stamp
            + struct.pack(
                "<LLLHHHHHLL",
                entry.crc,
                packed,
                size,
                len(entry.name),
                len(extra),
                0,
                0,
                0,
                PLAIN_FILE,
                offset,
            )
            + entry.name
            + extra
        )
