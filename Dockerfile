# One image for every part; docker-compose.yml says which part a container is.
FROM python:3.13-slim

WORKDIR /sweepcast
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1

COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

COPY pyproject.toml README.md LICENSE ./
COPY sweepcast sweepcast
COPY streams streams
COPY producers producers
COPY consumers consumers
COPY stack stack
COPY ceremonies ceremonies

RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation --no-index -e . \
    && useradd --create-home sweepcast \
    && install -d -o sweepcast -g sweepcast -m 700 /var/lib/sweepcast/desk
# The desk's folder: a volume that is mounted there begins as its owner's, and as nobody else's.
USER sweepcast

EXPOSE 8080 8765 8090
CMD ["python", "-m", "consumers.gateway"]
