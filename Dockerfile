# The server in a container:
#
#   docker build -t chat .
#   docker run -p 5000:5000 -v chat-data:/data chat
#
# Options of "chat serve" can be added at the end of the second line.

FROM node:22-bookworm-slim AS build
WORKDIR /source
COPY . .
RUN npx -y deno@2.9.6 task build

FROM debian:bookworm-slim
COPY --from=build /source/chat /usr/local/bin/chat
RUN useradd --system --create-home --home-dir /home/chat --shell /usr/sbin/nologin chat \
  && mkdir /data && chown chat:chat /data && chmod 700 /data
USER chat
# Unpacks the program, where it does that, into the image rather than at every start of a container.
RUN chat --version
VOLUME /data
EXPOSE 5000
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/chat", "serve", "--data", "/data"]
