"""What is served, and who may ask for it, all in memory."""

from signage.store.manifests import Manifests


def test_a_token_that_is_given_while_all_are_read_stays_until_they_are_read_again() -> None:
    manifests = Manifests()
    manifests.await_tokens()
    manifests.give_token("gate", "new")
    manifests.know({"old": "gate", "its": "hall"})
    assert [manifests.display_of(one) for one in ("old", "new", "its")] == [None, "gate", "hall"]
    manifests.await_tokens()
    manifests.know({"new": "hall"})  # the two were swapped since
    assert [manifests.display_of(one) for one in ("old", "new", "its")] == [None, "hall", None]


def test_a_token_that_was_given_before_all_were_read_is_among_them_or_was_taken_away() -> None:
    manifests = Manifests()
    manifests.give_token("gate", "new")
    manifests.await_tokens()
    manifests.know({})
    assert manifests.display_of("new") is None
