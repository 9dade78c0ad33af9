# The bot in one image: docker build -t avatar-bot . && docker run --env-file .env avatar-bot
# docs/running.md says more; compose.yaml adds PostgreSQL and an S3-compatible storage.
FROM python:3.13-slim-trixie AS build
WORKDIR /build
COPY requirements/uv.txt requirements/bot.txt requirements/
RUN python -m venv /build/uv && \
    /build/uv/bin/pip install --no-cache-dir --require-hashes -r requirements/uv.txt && \
    python -m venv /app && \
    /build/uv/bin/uv pip install --python /app --no-cache --require-hashes -r requirements/bot.txt
COPY pyproject.toml LICENSE ./
COPY src src
RUN /build/uv/bin/uv pip install --python /app --no-cache --no-deps --no-build-isolation . ./src && \
    /app/bin/python -m compileall -q /app/lib

FROM python:3.13-slim-trixie
# `avatar-bot backup` calls pg_dump; security updates of Debian are welcome, so no version.
# hadolint ignore=DL3008
RUN apt-get update && \
    apt-get install -y --no-install-recommends postgresql-client && \
    rm -rf /var/lib/apt/lists/* && \
    useradd --uid 10001 --create-home bot && \
    install -d -o bot -g bot -m 700 /data
COPY --from=build /app /app
USER 10001
WORKDIR /data
ENV PATH=/app/bin:$PATH \
    DATABASE_URL=sqlite:////data/avatar.db \
    STORAGE_URL=/data/blobs \
    LISTEN=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8080/health', timeout=9)"]
CMD ["avatar-bot", "run", "--migrate"]
