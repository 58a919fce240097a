"""Scores the moods that the service reads from whole photos against those that a person saw in them.

    python training/whole_photos.py target/release/emotion-svc

`whole_photos.csv` names photos of the detector's package and the mood that one of us saw, not knowing what
the networks say: of 320 photos of LFW's valid split and 40 film stills, drawn at random, the 266 of which they were
sure. The stills were among the faces without a label in the mood network's training; LFW's were not.
"""

import argparse
import csv
import json
import subprocess
import tarfile
import tempfile
from collections import Counter
from pathlib import Path

from faces import FACES

SEEN = Path(__file__).with_name("whole_photos.csv")
MOODS = ("neutral", "happy", "sad", "angry")


def extracted(package: Path, names: set[str], folder: Path) -> None:
    """Writes photos of the package into a folder."""
    with tarfile.open(package / "images.tar") as archive:
        members = [member for member in archive if member.name in names]
        archive.extractall(folder, members, filter="data")


def answers(service: Path, photos: list[Path]) -> list[dict]:
    """What `emotion-svc detect` prints of each photo."""
    done = subprocess.run([service, "detect", *photos], check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def leading(answer: dict) -> str:
    """The likeliest mood, or "none" where no face was found."""
    probabilities = answer.get("probabilities") or {"none": 1.0}
    return max(probabilities, key=probabilities.get)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("service", type=Path, help="the binary emotion-svc")
    parser.add_argument("--data", type=Path, default=FACES)
    args = parser.parse_args()
    seen = {row["image"]: row["mood"] for row in csv.DictReader(SEEN.open())}
    with tempfile.TemporaryDirectory() as folder:
        extracted(args.data, set(seen), Path(folder))
        found = answers(args.service, [Path(folder) / name for name in seen])
    pairs = Counter(zip(seen.values(), map(leading, found)))
    print("seen (row), read:", *MOODS, "none")
    for mood in MOODS:
        print(mood, *(pairs[mood, read] for read in (*MOODS, "none")))
    right = [leading(answer) == mood for answer, mood in zip(found, seen.values())]
    named = [is_right for is_right, answer in zip(right, found) if answer.get("outcome") == "mood"]
    print(f"likeliest mood right: {sum(right)} of {len(right)}; named: {len(named)}, {sum(named)} of them right")


if __name__ == "__main__":
    main()
