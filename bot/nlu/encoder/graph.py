"""Write the BERT encoder as an ONNX graph, from its safetensors weights and config."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

from bot.nlu.encoder.runtime import END, MIDDLE

FUSED = "com.microsoft"  # ONNX Runtime's own fused operators
OPSET = 17


class BertGraph:
    """Collects nodes and weights; one method for each block of the network."""

    def __init__(self, folder: Path) -> None:
        self.config: dict[str, Any] = json.loads((folder / "config.json").read_text())
        self.weights = load_file(str(folder / "model.safetensors"))
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def model(self) -> onnx.ModelProto:
        """The whole graph: input_ids, attention_mask (int32, batch x tokens) to float32 states."""
        states, layers = self._embed(), self.config["num_hidden_layers"]
        for layer in range(layers):
            states = self._layer(f"encoder.layer.{layer}", states)
            if layer == layers // 2:
                self._node("Identity", [states], MIDDLE)
        self._node("Identity", [states], END)
        tokens = ["batch", "tokens"]
        graph = helper.make_graph(
            self.nodes,
            "sentence_encoder",
            [
                helper.make_tensor_value_info(name, TensorProto.INT32, tokens)
                for name in ("input_ids", "attention_mask")
            ],
            [
                helper.make_tensor_value_info(
                    name, TensorProto.FLOAT, [*tokens, self.config["hidden_size"]]
                )
                for name in (END, MIDDLE)
            ],
            self.initializers,
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)]
        model = helper.make_model(graph, opset_imports=opsets, producer_name="helpdesk")
        model.ir_version = 8
        return model

    def _embed(self) -> str:
        self._node("Sub", ["input_ids", "input_ids"], "segment_ids")
        self._fused(
            "EmbedLayerNormalization",
            [
                "input_ids",
                "segment_ids",
                self._weight("embeddings.word_embeddings.weight"),
                self._weight("embeddings.position_embeddings.weight"),
                self._weight("embeddings.token_type_embeddings.weight"),
                self._weight("embeddings.LayerNorm.weight"),
                self._weight("embeddings.LayerNorm.bias"),
                "attention_mask",
            ],
            ["embedded", "token_counts"],
            epsilon=self.config["layer_norm_eps"],
        )
        return "embedded"

    def _layer(self, name: str, states: str) -> str:
        heads = self.config["num_attention_heads"]
        attention = f"{name}.attention"
        parts = [f"{attention}.self.{part}" for part in ("query", "key", "value")]
        kernel = np.concatenate([self.weights[f"{part}.weight"].T for part in parts], axis=1)
        bias = np.concatenate([self.weights[f"{part}.bias"] for part in parts])
        inputs = [
            states,
            self._constant(f"{attention}.qkv.weight", kernel),
            self._constant(f"{attention}.qkv.bias", bias),
            "attention_mask",
        ]
        self._fused("Attention", inputs, [f"{attention}.out"], num_heads=heads)
        dense = self._matmul(f"{attention}.output.dense", f"{attention}.out")
        states = self._norm(f"{attention}.output", dense, states)
        wide = self._matmul(f"{name}.intermediate.dense", states)
        bias_name = self._weight(f"{name}.intermediate.dense.bias")
        self._fused("BiasGelu", [wide, bias_name], [f"{name}.gelu"])
        narrow = self._matmul(f"{name}.output.dense", f"{name}.gelu")
        return self._norm(f"{name}.output", narrow, states)

    def _matmul(self, name: str, source: str) -> str:
        kernel = self._constant(f"{name}.kernel", self.weights[f"{name}.weight"].T)
        self._node("MatMul", [source, kernel], f"{name}.matmul")
        return f"{name}.matmul"

    def _norm(self, name: str, update: str, skip: str) -> str:
        inputs = [
            update,
            skip,
            self._weight(f"{name}.LayerNorm.weight"),
            self._weight(f"{name}.LayerNorm.bias"),
            self._weight(f"{name}.dense.bias"),
        ]
        epsilon = self.config["layer_norm_eps"]
        self._fused("SkipLayerNormalization", inputs, [f"{name}.normed"], epsilon=epsilon)
        return f"{name}.normed"

    def _weight(self, name: str) -> str:
        return self._constant(name, self.weights[name])

    def _constant(self, name: str, value: NDArray[np.float32]) -> str:
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _node(self, kind: str, inputs: list[str], output: str) -> None:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output))

    def _fused(self, kind: str, inputs: list[str], outputs: list[str], **options: Any) -> None:
        self.nodes.append(
            helper.make_node(kind, inputs, outputs, name=outputs[0], domain=FUSED, **options)
        )
