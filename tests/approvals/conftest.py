import pytest

from school.models import School
from tests.factories.approvals import Desk, DeskFactory


@pytest.fixture
def desk(school: School) -> Desk:
    """An account, its official user, a Principal and a Vice-Principal."""
    return DeskFactory()
