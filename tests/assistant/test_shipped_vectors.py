"""Vectors that a site ships: taken for the very text and model, everything else is embedded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.conf import settings
from assistant.index import shipped_vectors
from assistant.index.editions import current
from assistant.ingestion import index_all_waiting
from assistant.models import Edition, Passage, TokenCodes, Vector
from tests.assistant.content import publish, rewrite, texts_embedded, titles
from tests.committed import assistant_settings

pytestmark = pytest.mark.site

TEXT = "Tailors sew school uniforms of blue cotton."


@pytest.fixture
def shipped(home, tmp_path) -> Path:
    """A folder with the vectors of one page, which the database has forgotten since."""
    folder = tmp_path / "vectors"
    page = publish(home, "Tailors", TEXT)
    index_all_waiting()
    assert shipped_vectors.write(folder, current()) == {"en": Passage.objects.count()}
    page.delete()
    index_all_waiting()
    for table in (Vector, TokenCodes):
        table.objects.all().delete()
    return folder


def stored() -> dict[str, tuple[bytes, bytes]]:
    codes = {row.text_hash: bytes(row.values) for row in TokenCodes.objects.all()}
    return {
        row.text_hash: (bytes(row.values), codes[row.text_hash]) for row in Vector.objects.all()
    }


def test_what_is_written_is_read_bit_for_bit(home, tmp_path) -> None:
    publish(home, "Tailors", TEXT)
    publish(home, "Potters", "Potters of Arua fire their clay in a charcoal kiln.")
    index_all_waiting()
    shipped_vectors.write(tmp_path, current())

    model, content = shipped_vectors.read(tmp_path / "en.npz")

    assert model == current().model
    assert {key: (text.vector.tobytes(), text.codes) for key, text in content.items()} == stored()
    assert len(content) >= 2


def test_what_is_written_twice_is_the_same_file(home, tmp_path) -> None:
    publish(home, "Tailors", TEXT)
    index_all_waiting()
    for name in ("one", "two"):
        shipped_vectors.write(tmp_path / name, current())

    assert (tmp_path / "one/en.npz").read_bytes() == (tmp_path / "two/en.npz").read_bytes()


def test_a_language_that_is_gone_leaves_no_file(home, tmp_path) -> None:
    publish(home, "Tailors", TEXT)
    index_all_waiting()
    (tmp_path / "fr.npz").write_bytes(b"of an earlier version")

    shipped_vectors.write(tmp_path, current())

    assert [path.name for path in tmp_path.glob("*.npz")] == ["en.npz"]


def test_a_shipped_text_is_not_embedded_and_is_found(home, shipped) -> None:
    with assistant_settings(VECTOR_FILES=shipped), texts_embedded() as given:
        publish(home, "Tailors", TEXT)
        index_all_waiting()

    assert not [text for text in given if TEXT in text]
    assert titles("Who sews uniforms for schools?") == ["Tailors"]
    _, content = shipped_vectors.read(shipped / "en.npz")
    kept = {key: (text.vector.tobytes(), text.codes) for key, text in content.items()}
    assert kept.items() <= stored().items()


def test_a_text_that_differs_is_embedded_anew(home, shipped) -> None:
    with assistant_settings(VECTOR_FILES=shipped), texts_embedded() as given:
        page = publish(home, "Tailors", TEXT)
        rewrite(page, "Tailors sew school uniforms of green wool.")
        index_all_waiting()

    assert [text for text in given if "green wool" in text]


def test_vectors_of_another_model_are_not_taken(home, shipped) -> None:
    with assistant_settings(VECTOR_FILES=shipped):
        model, content = shipped_vectors.read(shipped / "en.npz")
        assert set(shipped_vectors.find(model, content)) == set(content)
        assert shipped_vectors.find("onnx:another-model", content) == {}


def emptied(content: bytes) -> bytes:
    return b""


def replaced(content: bytes) -> bytes:
    return b"PK not a file of arrays"


def with_a_wrong_byte(content: bytes) -> bytes:
    return content[: len(content) // 2] + b"?" + content[len(content) // 2 + 1 :]


@pytest.mark.parametrize("damage", [emptied, replaced, with_a_wrong_byte])
def test_a_damaged_file_costs_time_and_nothing_else(home, shipped, damage) -> None:
    file = shipped / "en.npz"
    file.write_bytes(damage(file.read_bytes()))

    with assistant_settings(VECTOR_FILES=shipped), texts_embedded() as given:
        publish(home, "Tailors", TEXT)
        index_all_waiting()

    assert [text for text in given if TEXT in text]
    assert titles("Who sews uniforms for schools?") == ["Tailors"]


def test_without_a_folder_nothing_is_looked_for(home) -> None:
    with assistant_settings(VECTOR_FILES=None):
        assert settings.vector_files is None
        assert shipped_vectors.find("any", ["0" * 64]) == {}


def test_vectors_of_a_model_without_codes_are_written_too(home, tmp_path) -> None:
    publish(home, "Tailors", TEXT)
    index_all_waiting()
    TokenCodes.objects.all().delete()
    edition = Edition.objects.get(in_force=True)
    shipped_vectors.write(tmp_path, edition)

    _, content = shipped_vectors.read(tmp_path / "en.npz")

    assert all(text.codes == b"" for text in content.values())
    assert all(np.isclose(np.linalg.norm(text.vector), 1, atol=1e-3) for text in content.values())
