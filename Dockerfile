# The site in a container: the same steps as `make run`, with production's settings.

FROM python:3.11-slim-bookworm AS builder
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt /
RUN /venv/bin/pip install --only-binary :all: --require-hashes \
    --requirement /requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONPATH=/app/site:/app \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    DATA_DIR=/data
# For the evidence archive: pictures of web pages, the text of scans, copies of sound and
# film. Build with
# `--build-arg PROGRAMS=` to do without; the site says then what is missing.
ARG PROGRAMS="chromium chromium-sandbox ffmpeg fonts-dejavu-core tesseract-ocr \
    tesseract-ocr-aze tesseract-ocr-aze-cyrl tesseract-ocr-rus tesseract-ocr-eng"
# hadolint ignore=DL3008,SC2086
RUN if [ -n "$PROGRAMS" ]; then \
        apt-get update \
        && apt-get install --yes --no-install-recommends $PROGRAMS \
        && rm -rf /var/lib/apt/lists/*; \
    fi
RUN useradd --system --uid 10001 --no-create-home voice \
    && mkdir /data \
    && chown voice /data
COPY --from=builder /venv /venv
WORKDIR /app
COPY . .
# Settings of no consequence: these two commands ask neither database nor mail, but
# production's settings insist on all of their values.
RUN export SECRET_KEY=only-for-the-build-0123456789-abcdefghijklmnopqrstuvwxyz \
        ALLOWED_HOSTS=localhost BASE_URL=https://localhost \
        DATABASE_URL=sqlite:////tmp/build.sqlite3 \
        EMAIL_URL=dummymail:// EMAIL_FROM=build@localhost \
    && python manage.py compile_catalogues \
    && python manage.py collectstatic --no-input --verbosity 0
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-m", "config.probe"]
CMD ["gunicorn", "--config", "python:config.gunicorn"]
