import pytest

from approvals.models import PostRequest
from approvals.states import PostStatus
from school.models import School
from tests.factories.approvals import Desk, DeskFactory, OfficialUserFactory, PostFactory


@pytest.fixture
def desk(school: School) -> Desk:
    """An account, its official user, a Principal and a Vice-Principal."""
    return DeskFactory()


@pytest.fixture
def post(desk: Desk) -> PostRequest:
    return PostFactory(desk, status=PostStatus.SUBMITTED)


@pytest.fixture
def own_post(desk: Desk) -> PostRequest:
    """The Principal is an official user too, and asks for a post."""
    OfficialUserFactory(desk.account, person=desk.principal, named_by=desk.vice_principal)
    return PostFactory(Desk(desk.account, desk.principal, desk.vice_principal, desk.vice_principal), "submitted")
