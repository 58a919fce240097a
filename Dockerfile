# One build, five images: docker compose picks each by its target.
FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked \
      -p gateway -p auth-svc -p emotion-svc -p music-svc -p chat-svc \
 && mkdir -p /out /data \
 && cp target/release/gateway target/release/auth-svc target/release/emotion-svc \
       target/release/music-svc target/release/chat-svc /out/

FROM debian:bookworm-slim AS runtime
# Root certificates, for music-svc when it talks to Spotify.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
# A new named volume takes over this owner.
COPY --from=build --chown=65532:65532 /data /data
ENV ATTUNE_DATA_DIR=/data ATTUNE_LOG_FORMAT=json
USER 65532:65532

FROM runtime AS auth-svc
COPY --from=build /out/auth-svc /usr/local/bin/auth-svc
ENV ATTUNE_AUTH_LISTEN=0.0.0.0:50051
ENTRYPOINT ["/usr/local/bin/auth-svc"]

FROM runtime AS emotion-svc
COPY --from=build /out/emotion-svc /usr/local/bin/emotion-svc
ENV ATTUNE_EMOTION_LISTEN=0.0.0.0:50052
ENTRYPOINT ["/usr/local/bin/emotion-svc"]

FROM runtime AS music-svc
COPY --from=build /out/music-svc /usr/local/bin/music-svc
ENV ATTUNE_MUSIC_LISTEN=0.0.0.0:50053
ENTRYPOINT ["/usr/local/bin/music-svc"]

FROM runtime AS chat-svc
COPY --from=build /out/chat-svc /usr/local/bin/chat-svc
ENV ATTUNE_CHAT_LISTEN=0.0.0.0:50054
ENTRYPOINT ["/usr/local/bin/chat-svc"]

FROM runtime AS gateway
COPY --from=build /out/gateway /usr/local/bin/gateway
ENV ATTUNE_LISTEN=0.0.0.0:8080
ENTRYPOINT ["/usr/local/bin/gateway"]
