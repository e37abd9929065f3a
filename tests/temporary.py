"""The folder for what a run of tests keeps on disk, deleted at its end."""

import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="thana-tests-"))
