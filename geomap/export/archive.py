"""Office files are zips with a clock in them; packed anew without it, the same input gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold."""

MOMENT = "2000-01-01T00:00:00Z"
"""What the properties of every office file that geomap writes say of its making."""

_TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(<)")


def packed_anew(data: bytes) -> bytes:
    """The parts in their order, with fixed times in the zip and in docProps/core.xml."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "docProps/core.xml":
                content = _TIMES.sub(rb"\g<1>" + MOMENT.encode() + rb"\g<3>", content)
            info = zipfile.ZipInfo(part.filename, EPOCH)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            new.writestr(info, content)
    return out.getvalue()
