# Claimbook: `make demo` shows it at work, `make test` runs every test.
# Both install what they need on a Debian machine that has cargo; only the tests need a PostgreSQL server.

export PATH := $(HOME)/.cargo/bin:$(PATH)

.PHONY: help compiler prepare prepare-readers web test-web build demo test archive test-archive bench-archive crash check bench train \
  test-training clean-out

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

compiler: ## install the C compiler that the bundled SQLite needs, when it is missing
	@command -v cargo >/dev/null || { echo "cargo is missing: install Rust from https://rustup.rs" >&2; exit 1; }
	@.ci/prepare compiler

prepare: compiler ## install what the tests need besides, when it is missing: a PostgreSQL server
	@.ci/prepare server

web: ## build the pages into web/dist, which the binary takes in; installs Node.js when it is missing
	@.ci/prepare node
	cd web && npm ci --no-audit --no-fund && npm run build

test-web: web ## test the pages: types, logic, and a browser against a server on a ledger of its own
	@.ci/prepare browser
	cargo test --workspace --locked --no-run
	cd web && npm run check && npm test && npm run test:browser

build: compiler web ## build the pages and the release binaries
	cargo build --release --locked -p claimbook -p claimbook-eval

demo: build ## read the samples into a fresh ledger under out/ and look at it, at last in a browser
	@sh samples/demo.sh target/release/claimbook

prepare-readers: ## install python with venv, which the check of exports needs, when it is missing
	@if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then \
	  command -v apt-get >/dev/null || { echo "no python3 with venv: install Python 3.11 or later" >&2; exit 1; }; \
	  if [ "$$(id -u)" = 0 ]; then as=; elif command -v sudo >/dev/null; then as=sudo; \
	  else echo "no python3 with venv: as root, run apt-get install python3 python3-venv" >&2; exit 1; fi; \
	  $$as apt-get update -q && $$as env DEBIAN_FRONTEND=noninteractive apt-get install -qy python3 python3-venv; \
	fi

test: prepare prepare-readers ## run every test, open the exports with the programs that read such files, and the pages in a browser
	cargo test --workspace --locked
	scripts/exports/run
	$(MAKE) test-web

archive: compiler ## build claimbook-archive, which reads archives of articles on one machine or many (docs/archive.md)
	cd archive && cargo build --release --locked

test-archive: compiler ## test it, with a scheduler and executors of its own
	cd archive && cargo test --locked

bench-archive: archive ## read synthetic articles (NUMBER, 100000 unless told), alone and on a cluster of two executors, and load them
	cargo build --release --locked -p claimbook -p claimbook-eval
	archive/bench/run $${NUMBER:-100000}

crash: prepare ## kill writers, and servers, 2000 times on each database; flip every byte of a ledger (the tests do less)
	CLAIMBOOK_CRASH_ROUNDS=2000 cargo test --locked -p claimbook-ledger --test crash
	CLAIMBOOK_FLIPS=1 cargo test --release --locked -p claimbook --test flips -- --nocapture

check: prepare ## what a change must pass: format, lints, tests
	.ci/run

bench: compiler ## throughput of every stage
	cargo bench --locked -p claimbook-acquire -p claimbook-extract -p claimbook-ledger

# The packages in training/requirements.txt, 6 GB.
training/.venv/ready: training/requirements.txt | prepare-readers
	python3 -m venv training/.venv
	training/.venv/bin/pip install -q -r training/requirements.txt
	touch $@

train: compiler training/.venv/ready ## train the learned annotator and export its weights (6 GB of packages, two hours)
	mkdir -p training/out
	for part in train dev; do cargo run --release --locked -p claimbook-eval -- corpus jsonl corpus/press \
	  --split $$part --out training/out/$$part.jsonl || exit; done
	cd training && .venv/bin/python -m claimbook_training.train --corpus out/train.jsonl --out out/run
	cd training && .venv/bin/python -m claimbook_training.figures --corpus out/dev.jsonl --weights out/run/weights.pt
	cd training && .venv/bin/python -m claimbook_training.export --weights out/run/weights.pt --out ../crates/encoder/weights

test-training: training/.venv/ready ## test the training code (6 GB of packages, so not part of `make test`)
	cd training && .venv/bin/python -m unittest

clean-out: ## remove what the demo wrote
	rm -rf out
