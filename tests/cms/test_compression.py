import gzip

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from cms.runtime.compression import CompressionMiddleware

pytestmark = pytest.mark.unit

TEXT = b"Teachers train welders. " * 50


def sent(rf, response, accepted="gzip"):
    request = rf.get("/", headers={"accept-encoding": accepted})
    return CompressionMiddleware(lambda _: response)(request)


def test_a_page_is_compressed_for_browsers_that_unpack_it(rf):
    response = sent(rf, HttpResponse(TEXT))
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]
    assert gzip.decompress(response.content) == TEXT
    assert len(response.content) < len(TEXT) / 2


def test_a_page_is_sent_as_it_is_to_others(rf):
    assert sent(rf, HttpResponse(TEXT), accepted="").content == TEXT


def test_what_is_streamed_stays_a_stream(rf):
    for response in (
        StreamingHttpResponse([TEXT], content_type="text/event-stream"),
        FileResponse([TEXT], content_type="text/plain"),
    ):
        answer = sent(rf, response)
        assert "Content-Encoding" not in answer
        assert b"".join(answer.streaming_content) == TEXT


def test_pictures_and_packed_answers_are_not_compressed_again(rf):
    picture = HttpResponse(TEXT, content_type="image/webp")
    packed = HttpResponse(TEXT, headers={"Content-Encoding": "br"})
    assert sent(rf, picture).content == TEXT
    assert sent(rf, packed)["Content-Encoding"] == "br"
