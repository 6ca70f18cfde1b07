"""Fast tests: layout, labels, augmentation, 8-bit numbers, confidence; of a network, that its files hold it whole.

`make test-training` runs them.
"""

import json
import random
import tempfile
import tomllib
import unittest
from pathlib import Path

import numpy as np

from claimbook_training import augment, confidence, gate, logistic, corpus, layout
from claimbook_training.export import export
from claimbook_training.model import Net
from claimbook_training.quantise import quantise, restore
from claimbook_training.restore import from_folder

BODY = (
    "Blast hits Qarn\n\nGunmen of the Tal Noor Front attacked a post in Qarn on Monday, officials said. "
    "Gen. Omar called it a crime.\n\nThe Tal Noor Front claimed the attack. In March a war of words began."
)


def words(text, after=""):
    """[start, end, words] of a text in BODY, the first one after another text"""
    start = BODY.index(text, BODY.index(after))
    return [start, start + len(text), text]


def role(part, text, after="", **more):
    return {"role": part, "span": words(text, after), **more}


def saying(cue, act, speaker, about):
    return {"cue": cue, "act": act, "speaker": speaker, "about": about, "via": None, "when": None}


def record():
    told = [
        {"trigger": words("attacked"), "main": True, "roles": [role("at", "Qarn", "post", level="city")]},
        {"trigger": words("Blast"), "main": False, "roles": []},
        {"trigger": words("the attack"), "main": False, "roles": []},
    ]
    told[0]["roles"].append(role("who", "Gunmen", name="Tal Noor Front", how="reported_as_fact"))
    told[2]["roles"].append(role("who", "The Tal Noor Front", name="Tal Noor Front", how="claimed"))
    act = {"key": "a", "type": "bombing", "stage": "accomplished", "background": False, "aggregate": None}
    return {
        "id": "t-1",
        "body": BODY,
        "headline": True,
        "sentences": [list(span) for span in layout.sentences(BODY)],
        "acts": [act | {"tellings": told}],
        "says": [
            saying(words("said"), "confirms", words("officials"), "a"),
            saying(words("claimed"), "claims_responsibility", words("The Tal Noor Front"), "a"),
        ],
        "tallies": [],
        "relations": [],
        "nots": [{"span": words("war of words"), "reason": "metaphor"}],
    }


class LayoutTest(unittest.TestCase):
    def test_sentences_begin_after_line_ends_and_full_stops(self):
        text = 'Blast in Qarn\n\nGen. Omar said "no." He left. 3 died'
        parts = [text[a:b] for a, b in layout.sentences(text)]
        self.assertEqual(parts, ["Blast in Qarn", 'Gen. Omar said "no.', "He left.", "3 died"])

    def test_long_texts_are_read_in_windows_that_overlap(self):
        windows = layout.windows(np.arange(1200) // 20)
        self.assertTrue(all(b - a <= layout.WINDOW and a % 20 == 0 for a, b in windows))
        self.assertTrue(all(a < c < b for (a, b), (c, _) in zip(windows, windows[1:])))
        self.assertEqual(windows[-1][1], 1200)
        long = layout.windows(np.zeros(5000, dtype=int))
        self.assertTrue(all(c + layout.OVERLAP == b for (_, b), (c, _) in zip(long, long[1:])))

    def test_a_piece_is_read_where_it_stands_furthest_from_an_edge(self):
        picks = layout.picks(1000, [(0, 500), (400, 1000)])
        self.assertEqual(picks[[0, 449, 450, 999]].tolist(), [[0, 0], [0, 449], [1, 50], [1, 599]])

    def test_distances_fall_into_buckets(self):
        buckets = layout.piece_distances(np.array([5]), np.array([5, 6, 4, 405, 0])).tolist()
        self.assertEqual(buckets, [[8, 9, 7, 16, 5]])
        apart = layout.sentence_distances(np.array([3, 0]), np.array([1, 40])).tolist()
        self.assertEqual(apart, [[4, 12], [7, 12]])
        self.assertEqual(layout.place_buckets(np.array([0, 3, 5, 8, 30])).tolist(), [0, 3, 4, 5, 8])


class CorpusTest(unittest.TestCase):
    def setUp(self):
        self.example = corpus.example(record())

    def read(self, span):
        offsets = self.example.layout.offsets
        return BODY[offsets[span[0], 0] : offsets[span[1] - 1, 1]]

    def test_tellings_stand_in_the_order_of_the_text(self):
        tellings = self.example.tellings
        self.assertEqual([self.read(t.span) for t in tellings], ["Blast", "attacked", "the attack"])
        self.assertEqual([t.main for t in tellings], [False, True, False])
        self.assertEqual({corpus.TYPES[t.type] for t in tellings}, {"bombing"})

    def test_roles_told_elsewhere_in_an_act_are_ignored(self):
        named = lambda roles: {self.read(span) for _, span in roles}  # noqa: E731
        blast, attacked, again = self.example.tellings
        self.assertEqual(named(blast.ignored), {"Qarn", "Gunmen", "The Tal Noor Front"})
        self.assertEqual(named(attacked.roles), {"Qarn", "Gunmen"})
        self.assertEqual(named(attacked.ignored), named(again.roles))

    def test_tags_mark_triggers_cues_and_what_only_looks_like_an_act(self):
        acts, sayings = self.example.act_tags, self.example.saying_tags
        self.assertEqual(np.count_nonzero(acts == corpus.BEGINS), 3)
        self.assertEqual(np.count_nonzero(acts == corpus.BEGINS_NO_ACT), 1)
        self.assertEqual(np.count_nonzero(acts == corpus.INSIDE_NO_ACT), 2)
        self.assertEqual(np.count_nonzero(sayings == corpus.BEGINS), 2)
        self.assertEqual(self.example.tells.tolist(), [1, 1, 0, 1, 0])

    def test_sayings_know_their_acts(self):
        said, claimed = self.example.sayings
        self.assertEqual((said.about, said.about_none, claimed.about), ({0}, False, {0}))
        self.assertEqual(corpus.SPEECH_ACTS[claimed.act], "claims_responsibility")
        self.assertEqual([self.read(span) for _, span in said.roles], ["officials"])


class AugmentTest(unittest.TestCase):
    def setUp(self):
        self.record = record()
        self.pool = augment.Pool([self.record])
        self.pool.places["city"] = ["Beit Sahar al-Gharbi"]
        self.pool.perpetrators = ["Dawn"]
        self.pool.known = {"The Tal Noor Front"}

    def keeps_words(self, changed):
        for start, end, text in augment.spans_of(changed):
            self.assertEqual(changed["body"][start:end], text)
        corpus.example(changed)

    def test_names_change_everywhere_and_spans_keep_their_words(self):
        changed = augment.swap_names(self.record, self.pool, random.Random(1), share=1.0)
        self.keeps_words(changed)
        self.assertNotIn("Qarn", changed["body"])
        self.assertEqual(changed["body"].count("Beit Sahar al-Gharbi"), 2)
        self.assertEqual(changed["acts"][0]["tellings"][2]["roles"][0]["span"][2], "Dawn")
        self.assertEqual(self.record["body"], BODY)

    def test_sentences_move_with_their_names(self):
        changed = augment.swap_names(self.record, self.pool, random.Random(1), share=1.0)
        self.assertEqual([tuple(span) for span in changed["sentences"]], layout.sentences(changed["body"]))

    def test_fewer_sentences_keep_the_words_of_their_spans(self):
        for seed in range(40):
            changed = augment.drop_sentences(self.record, random.Random(seed), share=0.4)
            self.keeps_words(changed)
            told = sum(len(act["tellings"]) for act in changed["acts"])
            self.assertEqual(told, sum(text in changed["body"] for text in ("Blast", "attacked", "the attack")))

    def test_a_saying_about_an_act_that_is_gone_is_about_none(self):
        cut = augment.Cut(self.record, [3])
        self.assertTrue(augment.keep_saying(self.record["says"][1], set(), cut))
        self.assertIsNone(self.record["says"][1]["about"])


class QuantiseTest(unittest.TestCase):
    def test_values_stay_within_a_step_of_the_largest_of_their_column(self):
        matrix = np.random.default_rng(1).normal(size=(40, 30)).astype(np.float32)
        matrix[:, 3] = 0
        for axis in (0, 1):
            steps, scales = quantise(matrix, axis)
            self.assertEqual((steps.dtype, len(scales)), (np.int8, matrix.shape[axis]))
            largest = np.abs(matrix).max(axis=1 - axis, keepdims=True)
            self.assertTrue((np.abs(restore(steps, scales, axis) - matrix) <= largest / 127).all())


class RestoreTest(unittest.TestCase):
    def test_what_was_exported_comes_back_and_is_exported_alike(self):
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
            export(Net().eval(), Path(one))
            export(from_folder(Path(one)).eval(), Path(two))
            graphs = sorted(path.name for path in Path(one).glob("*.onnx"))
            self.assertEqual(len(graphs), 7)
            for name in graphs:
                self.assertEqual((Path(one) / name).read_bytes(), (Path(two) / name).read_bytes(), name)


class GateTest(unittest.TestCase):
    def test_sentences_end_at_lines_and_behind_full_stops(self):
        text = 'Blast in Qarn\n\nHe said "no." It cost 2.5 million! Gen. Omar'
        parts = [text[a:b].strip() for a, b in gate.spans(text)]
        self.assertEqual(parts, ["Blast in Qarn", 'He said "no."', "It cost 2.5 million!", "Gen.", "Omar"])

    def test_sentences_with_a_trigger_tell(self):
        text = gate.of_corpus(record())
        self.assertEqual((text.act, text.tells), (True, [True, True, False, False, True, False]))

    def test_longer_words_have_a_beginning_and_an_end(self):
        self.assertEqual(gate.keys("Bombs"), ["bombs"])
        self.assertEqual(gate.keys("Gunmen"), ["gunmen", "gunme-", "-nmen"])

    def test_a_key_weighs_once_in_the_article_and_once_in_the_heaviest_sentence(self):
        index = {key: i for i, key in enumerate(["bomb", "gunme-", "-nmen", "cake"])}
        model = gate.Gate(index, np.array([3, 2, 1, -4]), np.array([5, 7, 0, -6]), bias=0.5)
        texts = ["A bomb, a BOMB. Bomb!", "Gunmen! Cake. A cake with a bomb.", "Cake.", "Cake. Naught."]
        weights = model.weigh([gate.look("x", text, False) for text in texts])
        self.assertEqual(((weights - 0.5) * gate.PARTS).tolist(), [3 + 5, 2 + 1 + 3 - 4 + 7, -4 - 6, -4])
        self.assertEqual(model.table(1.5), "32\nbomb 3 5\ngunme- 2 7\n-nmen 1 0\ncake -4 -6\n")

    def test_the_fit_learns_what_tells(self):
        acts = [gate.look(str(i), "Fine day. Gunmen fired.", True, [(10, 22)]) for i in range(8)]
        quiet = [gate.look(str(i), "Fine day. Farmers sowed.", False) for i in range(8)]
        weights = gate.fit(acts + quiet).weigh(acts + quiet)
        self.assertTrue((weights[:8] > weights[8:]).all())


class ConfidenceTest(unittest.TestCase):
    def test_signs_are_those_of_the_file_of_weights(self):
        names = confidence.names()
        self.assertEqual(names[0], "bias")
        weights = tomllib.loads(confidence.WEIGHTS.read_text(encoding="utf-8"))["signs"]
        self.assertEqual(names, list(weights))
        self.assertEqual(confidence.table(weights), confidence.WEIGHTS.read_text(encoding="utf-8"))

    def test_pins_are_read_in_the_order_of_the_signs(self):
        pins = [
            {"article": "x", "incident": "i1", "right": True, "signs": {"early": 0.0, "bias": 1.0}},
            {"article": "y", "incident": "i1", "right": False, "signs": {"early": 1.0, "bias": 1.0}},
            {"article": "y", "incident": "i2", "right": True, "signs": {"early": 0.5, "bias": 1.0}},
        ]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "pins.jsonl"
            path.write_text("".join(json.dumps(pin) + "\n" for pin in pins), encoding="utf-8")
            signs, right, article = confidence.read(path, ["bias", "early"])
            self.assertRaises(SystemExit, confidence.read, path, ["bias"])
        self.assertEqual(signs.tolist(), [[1, 0], [1, 1], [1, 0.5]])
        self.assertEqual((right.tolist(), article.tolist()), ([1, 0, 1], [0, 1, 1]))

    def test_the_fit_is_the_least_of_its_loss(self):
        random_numbers = np.random.default_rng(1)
        signs = np.column_stack([np.ones(300), random_numbers.normal(size=(300, 2))])
        right = (random_numbers.random(300) < logistic.probability(signs, np.array([-1, 2, 0]))).astype(float)
        weights = logistic.fit(signs, right, confidence.PENALTY)
        p = logistic.probability(signs, weights)
        self.assertAlmostEqual(p.mean(), right.mean(), 6)
        slope = signs.T @ (p - right) + 2 * confidence.PENALTY * weights * [0, 1, 1]
        self.assertLess(np.abs(slope).max(), 1e-6)


if __name__ == "__main__":
    unittest.main()
