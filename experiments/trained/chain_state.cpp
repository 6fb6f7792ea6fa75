#include "experiments/trained/chain_state.h"

#include "core/archive.h"
#include "core/errors.h"

namespace coopbench {
namespace {

Archive read(const std::filesystem::path& file) {
  try {
    return read_npz(file);
  } catch (const UserError& error) {
    throw Failure(std::string(error.what()) + "; start anew with --force");
  }
}

}  // namespace

void ChainState::save(const std::filesystem::path& file) const {
  Archive archive;
  archive.put("x", x);
  archive.put_number("step", step);
  archive.put_number("round", round);
  archive.put_number("gradients", gradients);
  archive.put_number("proposals", proposals);
  archive.put_number("rows/last", last_row);
  archive.put_number("rows/lines", rows.lines);
  archive.put_number("rows/checksum", static_cast<int64_t>(rows.checksum));
  archive.put("sums", torch::tensor({accepted, seconds}, torch::kFloat64));
  write_npz(file, archive);
}

ChainState ChainState::load(const std::filesystem::path& file, const torch::Tensor& starts) {
  const Archive archive = read(file);
  const torch::Tensor sums = archive.at("sums");
  ChainState state{.x = archive.at("x"),
                   .step = archive.number_at("step"),
                   .round = archive.number_at("round"),
                   .gradients = archive.number_at("gradients"),
                   .proposals = archive.number_at("proposals"),
                   .last_row = archive.number_at("rows/last"),
                   .rows = {archive.number_at("rows/lines"),
                            static_cast<uint64_t>(archive.number_at("rows/checksum"))}};
  if (state.x.sizes() != starts.sizes() || state.x.scalar_type() != torch::kFloat32 ||
      sums.scalar_type() != torch::kFloat64 || sums.numel() != 2)
    throw Failure(file.string() + ": is of other chains; start anew with --force");
  state.accepted = sums[0].item<double>();
  state.seconds = sums[1].item<double>();
  return state;
}

}  // namespace coopbench
