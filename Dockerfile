# syntax=docker/dockerfile:1
# Morgan in one image: all services in one process, or any one of them (`docker run … serve stt`).
ARG DEBIAN=trixie

# What Morgan needs, a layer of its own: it is downloaded again only when a version changes.
FROM debian:${DEBIAN}-slim AS installed
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends binutils ca-certificates python3 python3-pip python3-venv \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/*
RUN python3 -m venv --without-pip /opt/morgan
COPY requirements/run.txt /requirements.txt
RUN --mount=type=cache,target=/root/.cache/pip \
    pip --python /opt/morgan/bin/python install --require-hashes --requirement /requirements.txt

FROM installed AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY wyoming_morgan wyoming_morgan
RUN pip --python /opt/morgan/bin/python wheel --no-deps --no-build-isolation --wheel-dir /dist . \
    && pip --python /opt/morgan/bin/python install --no-cache-dir --no-deps --no-index --root /built /dist/*.whl

# The same with optional engines (`--build-arg EXTRAS=kokoro,piper`) and with further packages, such as engines of
# your own (`--build-arg PACKAGES=my-engine`), and without what is never loaded.
FROM installed AS dependencies
ARG EXTRAS=
ARG PACKAGES=
COPY requirements/test.txt pyproject.toml deploy/docker/extras.py deploy/docker/slim /build/
RUN --mount=type=cache,target=/root/.cache/pip \
    python3 /build/extras.py /build/pyproject.toml "${EXTRAS}" "${PACKAGES}" >/build/extras.txt \
    && sed -e '/--hash=/d' -e 's/ \\$//' /build/test.txt >/build/constraints.txt \
    && pip --python /opt/morgan/bin/python install --constraint /build/constraints.txt --requirement /build/extras.txt \
    && sh /build/slim /opt/morgan

FROM debian:${DEBIAN}-slim
LABEL org.opencontainers.image.title="Morgan" \
      org.opencontainers.image.description="A private voice assistant server for a home" \
      org.opencontainers.image.licenses="Apache-2.0"
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates netbase python3 tzdata \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* \
    && useradd --uid 10300 --home-dir /data --no-create-home --shell /usr/sbin/nologin morgan \
    && install --directory --owner=morgan --group=morgan /config /data /models
COPY --from=dependencies /opt/morgan /opt/morgan
COPY --from=build /built /
ENV PATH=/opt/morgan/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MORGAN_IMAGE=1 \
    MORGAN_CONFIG_DIR=/config \
    MORGAN_CORE__CACHE_DIR=/data/cache \
    MORGAN_CORE__DATA_DIR=/data \
    MORGAN_CORE__MODELS_DIR=/models
WORKDIR /data
USER 10300:10300
VOLUME ["/data", "/models"]
EXPOSE 8000 10300
# `docker inspect` shows what is missing. A single service needs its name: --health-cmd "morgan health stt".
HEALTHCHECK --interval=60s --timeout=15s --start-period=60s --start-interval=3s CMD ["morgan", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["morgan"]
CMD ["serve"]
