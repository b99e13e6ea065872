"""The command line: what `besa` starts, and `python -m besa`."""

from __future__ import annotations

import sys

from besa.collisions import check_names


def main() -> None:
    """Run the command line, unless another `app` stands in the way of Besa's own."""
    try:
        check_names(["app"])
    except ImportError as error:
        sys.exit(str(error))
    import app

    app.main()


if __name__ == "__main__":
    main()
