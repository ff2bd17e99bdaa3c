"""``python cli.py …`` is ``sortition …``, for a checkout that is not installed."""

from sortition.commands import main

if __name__ == "__main__":
    main()
