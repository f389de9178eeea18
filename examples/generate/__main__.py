# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the raw files of the examples: invented data, in the shapes and with the flaws of what offices really send.

    python3 examples/generate [EXAMPLE [FOLDER]]     FOLDER: examples/EXAMPLE/raw unless it is said

A module here for each example says its EXAMPLE and has files(draw): the bytes of each file by its name. Standard library only, a fixed
seed for each example, the same bytes on every machine.
"""
import importlib
import sys
from pathlib import Path

sys.dont_write_bytecode = True
from chance import Draw  # noqa: E402

HERE = Path(__file__).resolve().parent


def main():
    modules = [importlib.import_module(path.stem) for path in sorted(HERE.glob("[a-z]*.py"))]
    for module in modules:
        name = getattr(module, "EXAMPLE", None)
        if name is None or sys.argv[1:2] not in ([], [name]):
            continue
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else HERE.parent / name / "raw"
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in module.files(Draw(name)).items():
            (folder / file).write_bytes(content)


if __name__ == "__main__":
    main()
