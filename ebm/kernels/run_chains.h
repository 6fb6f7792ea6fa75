#pragma once

#include "ebm/engine.h"

namespace coopbench::kernels {

/// Empty, or what an engine lacks for these layers beyond what the kernels lack.
using Lacks = std::string (*)(const Layers& layers, ImageShape shape, Precision precision);

/// An engine that runs all K steps by the kernels, the weights laid out once: each thread takes
/// `groups_together` groups of chains at a time through all their steps; groups that don't share
/// out evenly are done by all threads as a team. Its `prepare` throws std::logic_error where the
/// kernels lack something.
std::unique_ptr<Engine> engine(EngineContext context, int64_t groups_together, Lacks lacks,
                               std::string remark = "");

}  // namespace coopbench::kernels
