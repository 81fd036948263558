# The server in a container; "docker build" and "buildah build --format docker" make it:
#
#   docker build -t chat .
#   docker run -d --read-only -p 5000:5000 -v chat-data:/data chat
#
# Options of "chat serve" can be added at the end of the second line. Nothing but /data is written to.
# Where other images are at hand than these two, name them with --build-arg.

ARG BUILDER=docker.io/library/node:22-bookworm-slim
ARG BASE=docker.io/library/debian:bookworm-slim

FROM ${BUILDER} AS build
WORKDIR /source
COPY . .
# The package for the machine that builds, laid out as it would be installed.
RUN target="$(uname -m)-unknown-linux-gnu" \
  && npx -y deno@2.9.6 task release --target "$target" --output /release \
  && dpkg-deb --extract /release/chat_*.deb /image \
  && rm -r /image/lib /image/usr/share

FROM ${BASE}
COPY --from=build /image/ /
RUN useradd --system --create-home --home-dir /home/chat --shell /usr/sbin/nologin --uid 990 chat \
  && mkdir /data && chown chat:chat /data && chmod 700 /data
USER chat
# What the runtime notes at a first start saves memory at the next ones.
ENV XDG_CACHE_HOME=/data/.cache
VOLUME /data
EXPOSE 5000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=10s \
  CMD ["/usr/bin/chat", "admin", "health", "--data", "/data"]
ENTRYPOINT ["/usr/bin/chat", "serve", "--data", "/data"]
