"""What a developer would build in Python instead: one endpoint, OpenCV, onnxruntime.

    PEER_DETECTOR=yunet_n_320_320.onnx PEER_CLASSIFIER=peer.onnx uvicorn server:app --workers 2 --port 8090

It takes the same JSON as Attune's /predict and does less: no login, no consent, no limits, no
history, no levelling, no check of the light.
"""

import base64
import os
import threading

import cv2
import numpy as np
import onnxruntime
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

LABELS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
DETECTOR, CLASSIFIER = os.environ["PEER_DETECTOR"], os.environ["PEER_CLASSIFIER"]
WIDTH = 320

cv2.setNumThreads(1)
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
classifier = onnxruntime.InferenceSession(CLASSIFIER, options, providers=["CPUExecutionProvider"])
local = threading.local()
app = FastAPI()


class Frame(BaseModel):
    image: str


def detector() -> cv2.FaceDetectorYN:
    """A detector keeps state, so each thread has its own."""
    if not hasattr(local, "detector"):
        local.detector = cv2.FaceDetectorYN.create(DETECTOR, "", (WIDTH, WIDTH), 0.7)
    return local.detector


@app.post("/predict")
def predict(frame: Frame) -> dict:
    data = np.frombuffer(base64.b64decode(frame.image), np.uint8)
    image = cv2.imdecode(data, cv2.IMREAD_COLOR)
    if image is None:
        raise HTTPException(400, "not an image")
    scale = WIDTH / image.shape[1]
    small = cv2.resize(image, (WIDTH, round(image.shape[0] * scale)), interpolation=cv2.INTER_LINEAR)
    finder = detector()
    finder.setInputSize(small.shape[1::-1])
    _, faces = finder.detect(small)
    if faces is None:
        return {"outcome": "no_face"}
    x, y, w, h = (max(int(v / scale), 0) for v in max(faces, key=lambda face: face[2] * face[3])[:4])
    grey = cv2.cvtColor(image[y : y + h, x : x + w], cv2.COLOR_BGR2GRAY)
    crop = cv2.resize(grey, (64, 64)).astype(np.float32) / 127.5 - 1
    p = classifier.run(None, {"x": crop[None, None]})[0][0]
    return {"outcome": "mood", "emotion": LABELS[int(p.argmax())], "probabilities": dict(zip(LABELS, p.tolist()))}
