"""Libraries that could reach for the network, or scatter caches, are told not to."""

import os

from planner.paths import user_cache


def stay_offline() -> None:
    """Set what PROJ, GDAL and matplotlib read when they load; call before they do.

    PROJ could fetch grids and GDAL could open addresses, or files that name
    one. GDAL has no single switch: its file layer is limited to a file that
    does not exist, and everything else is sent to a proxy that is not there.
    """
    os.environ["PROJ_NETWORK"] = "OFF"
    os.environ["CPL_VSIL_CURL_ALLOWED_FILENAME"] = "none"
    os.environ["GDAL_HTTP_PROXY"] = "127.0.0.1:9"
    # A frozen app would otherwise look through all fonts again at every start.
    os.environ["MPLCONFIGDIR"] = str(user_cache() / "matplotlib")
