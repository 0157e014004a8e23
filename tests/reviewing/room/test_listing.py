"""The list of transcripts: what is stated of them, and nothing that the desk wrote there itself."""

from civic_qual.reviewing.room.listing import stated_of
from tests.study.small import transcript


def test_that_a_reading_was_confirmed_is_no_attribute_to_choose_by():
    one = transcript("a", ["Who came?"], reading="confirmed")
    assert stated_of(one) == {"country": "Mali"}
