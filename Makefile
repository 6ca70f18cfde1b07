# Claimbook: `make demo` shows it at work, `make test` runs every test.
# Both install what they need on a Debian machine that has cargo.

export PATH := $(HOME)/.cargo/bin:$(PATH)

.PHONY: help prepare build demo test check bench clean-out

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

prepare: ## install the C compiler that the bundled SQLite needs, when it is missing
	@command -v cargo >/dev/null || { echo "cargo is missing: install Rust from https://rustup.rs" >&2; exit 1; }
	@if ! command -v cc >/dev/null; then \
	  command -v apt-get >/dev/null || { echo "no C compiler (cc): install gcc and the C library headers" >&2; exit 1; }; \
	  if [ "$$(id -u)" = 0 ]; then as=; elif command -v sudo >/dev/null; then as=sudo; \
	  else echo "no C compiler (cc): as root, run apt-get install gcc libc6-dev" >&2; exit 1; fi; \
	  $$as apt-get update -q && $$as env DEBIAN_FRONTEND=noninteractive apt-get install -qy gcc libc6-dev; \
	fi

build: prepare ## build the release binaries
	cargo build --release --locked -p claimbook -p claimbook-eval

demo: build ## read the samples into a fresh ledger under out/ and look at it
	@sh samples/demo.sh target/release/claimbook

test: prepare ## run every test
	cargo test --workspace --locked

check: prepare ## what a change must pass: format, lints, tests
	.ci/run

bench: prepare ## throughput of every stage
	cargo bench --locked -p claimbook-acquire -p claimbook-extract -p claimbook-ledger

clean-out: ## remove what the demo wrote
	rm -rf out
