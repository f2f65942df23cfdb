import pytest

from tests.front_door import FrontDoor


@pytest.fixture
def door():
    return FrontDoor()
