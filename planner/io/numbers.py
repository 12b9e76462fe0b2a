"""Numbers as people write them: decimal commas, thousands marks, blanks."""

import re
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

BLANKS = re.compile(r"[\s'’\u00a0\u202f]")
THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")


def numbers(column: "pd.Series[Any]", decimal: str) -> NDArray[np.float64]:
    """Return `column` as floats, NaN where it holds no number."""
    import pandas as pd

    if column.dtype.kind in "fiu":
        return column.to_numpy(np.float64)
    codes, texts = pd.factorize(column)
    written = [_plain(str(text), decimal) for text in texts]
    values = pd.to_numeric(pd.Series(written, dtype=object), errors="coerce").to_numpy(np.float64)
    return np.asarray(np.append(values, np.nan)[codes])


def _plain(text: str, decimal: str) -> str:
    """Return one number with a decimal point and without marks between thousands."""
    text = BLANKS.sub("", text)
    if decimal == ",":
        return text.replace(".", "").replace(",", ".") if "," in text else text
    return text.replace(",", "") if THOUSANDS.fullmatch(text) else text
