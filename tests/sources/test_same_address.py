"""Two addresses of one document are one address; those of two documents are not."""

from __future__ import annotations

import pytest

from sources.same_address import bare

ONE = "https://www.meti.go.jp/press/2019/07/20190701006/20190701006.html"


@pytest.mark.parametrize(
    "other",
    [
        "http://www.meti.go.jp/press/2019/07/20190701006/20190701006.html",
        "https://meti.go.jp/press/2019/07/20190701006/20190701006.html",
        "https://m.meti.go.jp/press/2019/07/20190701006/20190701006.html",
        "https://mobile.meti.go.jp/press/2019/07/20190701006/20190701006.html",
        "https://WWW.METI.GO.JP:443/press/2019/07/20190701006/20190701006.html",
        f"{ONE}/",
        f"{ONE}#top",
        f"{ONE}?utm_source=x&utm_medium=y&fbclid=1",
    ],
)
def test_what_tells_no_documents_apart_is_left_out(other):
    assert bare(other) == bare(ONE) == "meti.go.jp/press/2019/07/20190701006/20190701006.html"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://koreaherald.com/view.php?ud=1", "https://koreaherald.com/view.php?ud=2"),
        ("https://a.example/News", "https://a.example/news"),
        ("https://a.example/1", "https://b.example/1"),
        ("https://a.example:8080/1", "https://a.example/1"),
    ],
)
def test_what_tells_them_apart_stays(one, other):
    assert bare(one) != bare(other)


def test_the_order_of_parameters_and_the_writing_of_letters_do_not_matter():
    assert bare("https://a.example/뉴스?b=2&a=1") == bare("https://a.example/%EB%89%B4%EC%8A%A4?a=1&b=2")


@pytest.mark.parametrize("address", ["", "https://www.meti.go.jp/", "https://m.kr/", "no address", "https://[broken/1"])
def test_a_front_page_is_no_document(address):
    assert bare(address) == ""


def test_a_host_is_not_cut_to_its_ending():
    assert bare("https://m.kr/1") == "m.kr/1"
