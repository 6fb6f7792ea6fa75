"""The event file of tests/exchange/event_file_test.cpp, by TensorBoard's own writer and protocol
buffers: tests/data_files/events/.

Run: python3 tests/goldens/events.py   (tensorboard)
"""
import io
from pathlib import Path

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

FOLDER = Path(__file__).resolve().parent.parent / "data_files" / "events"
SCALARS = [("train/d", 0, 1000.25, 0.5), ("train/d", 1, 1001.5, -3e-7),
           ("train/r", 300, 1001.5, float("inf")), ("train/r", 4_000_000_000, 1002, float("nan"))]


def main():
    FOLDER.mkdir(exist_ok=True)
    png = (FOLDER.parent / "pictures/small/test/dog/0.png").read_bytes()
    events = [Event(wall_time=1000, file_version="brain.Event:2")]
    for tag, step, seconds, value in SCALARS:
        summary = Summary(value=[Summary.Value(tag=tag, simple_value=value)])
        events.append(Event(wall_time=seconds, step=step, summary=summary))
    height, width = (int.from_bytes(png[at:at + 4], "big") for at in (20, 16))
    image = Summary.Image(height=height, width=width, colorspace=3, encoded_image_string=png)
    summary = Summary(value=[Summary.Value(tag="grid/end", image=image)])
    events.append(Event(wall_time=1002, step=300, summary=summary))
    file = io.BytesIO()
    writer = RecordWriter(file)
    for event in events:
        writer.write(event.SerializeToString())
    (FOLDER / "events.out.tfevents.golden").write_bytes(file.getvalue())


if __name__ == "__main__":
    main()
