"""A small file can be a large picture: how much memory it takes to make it small."""

import subprocess
import sys
from io import BytesIO
from threading import Thread
from time import sleep

import pytest
from PIL import Image, ImageCms

from posts import pictures
from tests.posts.pictures import encoded, plain

MORE = """
import io, re, sys
from posts.pictures import reencode
# Not resource's figure, which begins with the memory of whoever started this process.
def peak(): return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024
content = sys.stdin.buffer.read()
before = peak()
reencode(io.BytesIO(content), len(content))
print(peak() - before)
"""
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def largest(kind):
    sides = (5000, 5000) if kind == "JPEG" else (4000, 3750)
    if kind == "transparent":
        return encoded(Image.new("RGBA", sides, (1, 2, 3, 128)))
    if kind == "of few colours":
        return encoded(Image.new("P", sides, 3), transparency=3)
    if kind == "grey of 16 bits":
        return encoded(Image.new("I;16", sides))
    exif = Image.Exif()
    exif[0x0112] = 6
    return plain(*sides, kind, icc_profile=PROFILE, exif=exif)


@pytest.mark.parametrize(
    ("kind", "megabytes"),
    [("PNG", 130), ("JPEG", 75), ("transparent", 200), ("of few colours", 180)]
    + [("grey of 16 bits", 160)],
)
def test_largest_picture_takes_as_much_memory_as_expected(kind, megabytes):
    ran = subprocess.run(
        [sys.executable, "-c", MORE], input=largest(kind), capture_output=True, check=True
    )

    assert int(ran.stdout) < megabytes


def test_pictures_are_made_small_one_after_the_other(monkeypatch):
    working, most = [], []

    def made_small(image):
        working.append(image)
        most.append(len(working))
        sleep(0.2)
        working.remove(image)
        return image

    def start():
        pictures.reencode(BytesIO(content), len(content))

    content = plain()
    monkeypatch.setattr(pictures, "_made_small", made_small)
    thread = Thread(target=start)
    thread.start()
    start()
    thread.join()

    assert most == [1, 1]
