#pragma once

#include <string>
#include <vector>

#include "records/schema.h"

namespace coopbench {

/// state.json: how a run stands.
struct RunState {
  std::string status = "running";
  int64_t iteration = 0, iterations = 0;  ///< done (of a diverged run that iteration), and all
  std::string reason;                     ///< why it diverged or failed
  static auto fields() {
    return std::tuple{field("status", &RunState::status,
                            one_of({"running", "interrupted", "finished", "diverged", "failed"}),
                            "how the run stands"),
                      field("iteration", &RunState::iteration, at_least(0), "iterations done"),
                      field("iterations", &RunState::iterations, at_least(0), "all iterations"),
                      field("reason", &RunState::reason, anything(), "why it diverged or failed")};
  }
};

/// What config.json holds before the blocks of the configuration.
struct RunHead {
  std::string preset, method;
  int64_t seed = 0;
  static auto fields() {
    return std::tuple{
        field("preset", &RunHead::preset, anything(), "its preset"),
        field("method", &RunHead::method, anything(), "its method"),
        field("seed", &RunHead::seed, at_least(0), "what random numbers follow from")};
  }
};

/// machine.json: what the run ran on. It has no schema, for it is only shown.
struct MachineRecord {
  std::string coopbench, libtorch, compiler, processor;
  int64_t cores = 0;
  std::string started;  ///< UTC, of the first start
  int64_t threads = 0;
  std::string engine, precision;
  std::vector<std::string> also;  ///< what else went on with the run, as `build_of`
  static auto fields() {
    using M = MachineRecord;
    return std::tuple{field("coopbench", &M::coopbench, anything(), "version of the program"),
                      field("libtorch", &M::libtorch, anything(), "version of LibTorch"),
                      field("compiler", &M::compiler, anything(), "compiler and version"),
                      field("processor", &M::processor, anything(), "model"),
                      field("cores", &M::cores, at_least(0), "cores of the machine"),
                      field("started", &M::started, anything(), "time of the first start, UTC"),
                      field("threads", &M::threads, at_least(0), "threads of the run"),
                      field("engine", &M::engine, anything(), "what ran the steps"),
                      field("precision", &M::precision, anything(), "of products in the net"),
                      field("also", &M::also, anything(), "what else went on with the run")};
  }
};

/// data.json: the files of the data that were left out. It has no schema, for it is only shown.
struct DataRecord {
  int64_t skipped = 0;
  std::vector<std::string> reasons;  ///< "a.jpg: is empty", of the first ones
  static auto fields() {
    using D = DataRecord;
    return std::tuple{field("skipped", &D::skipped, at_least(0), "files that were left out"),
                      field("reasons", &D::reasons, anything(), "why, of the first ones")};
  }
};

/// The preset as comparison.json names it.
struct PresetRecord {
  std::string name, title;
  int64_t version = 0;
  std::string description, source;
  std::vector<std::string> notes;
  static auto fields() {
    using P = PresetRecord;
    return std::tuple{field("name", &P::name, anything(), "name"),
                      field("title", &P::title, anything(), "one line"),
                      field("version", &P::version, anything(), "raised when its numbers change"),
                      field("description", &P::description, anything(), "what it is for"),
                      field("source", &P::source, anything(), "where its settings come from"),
                      field("notes", &P::notes, anything(), "how they were chosen")};
  }
};

/// comparison.json.
struct ComparisonRecord {
  PresetRecord preset;
  bool controlled = true;  ///< the methods differ in their chain starts only
  std::vector<std::string> methods;
  std::vector<int64_t> seeds;
  static auto fields() {
    using C = ComparisonRecord;
    return std::tuple{field("preset", &C::preset, anything(), "the preset"),
                      field("controlled", &C::controlled, anything(),
                            "whether the methods differ in their chain starts only"),
                      field("methods", &C::methods, anything(), "methods, in order"),
                      field("seeds", &C::seeds, anything(), "seeds of each method")};
  }
};

}  // namespace coopbench
