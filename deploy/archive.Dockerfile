# `claimbook-archive` in a small image. From the root of the repository:
#   docker build -f deploy/archive.Dockerfile -t claimbook-archive .

FROM rust:1-slim-trixie AS program
RUN apt-get update && apt-get install -y --no-install-recommends g++ && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY Cargo.toml ./
COPY crates crates
COPY codebook codebook
COPY archive archive
RUN cd archive && CARGO_PROFILE_RELEASE_STRIP=symbols cargo build --release --locked

FROM debian:trixie-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin claimbook \
    && install -d -o claimbook -g claimbook -m 0700 /data
COPY --from=program /build/archive/target/release/claimbook-archive /usr/local/bin/claimbook-archive
COPY LICENSE-MIT LICENSE-APACHE /usr/share/doc/claimbook/
USER claimbook
WORKDIR /data
ENTRYPOINT ["claimbook-archive"]
CMD ["--help"]
