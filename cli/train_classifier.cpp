#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/output_place.h"
#include "core/errors.h"
#include "laboratory/classifier.h"
#include "metrics/classifier.h"

namespace coopbench {
namespace {

struct Options {
  std::string data = "fashion_mnist", directory, out = "fashion_classifier.npz";
  ClassifierTraining training;
};

void train(const Options& options) {
  if (!options.out.ends_with(".npz"))
    throw UserError("--out: " + options.out + " must end in .npz");
  for (const std::filesystem::path& file :
       {std::filesystem::path(options.out), classifier_description(options.out)})
    need_file_place(file);
  const LabelledParts parts =
      labelled_parts(options.data == "mnist" ? mnist_places(options.directory)
                                             : fashion_mnist_places(options.directory));
  const Network network =
      train_classifier(parts.train, options.training, [&](int64_t epoch, double loss) {
        fmt::print(stderr, "epoch {}/{}: cross-entropy {:.4f}\n", epoch, options.training.epochs,
                   loss);
      });
  const double found = accuracy(network, parts.test);
  const std::string hash =
      write_classifier(options.out, network, options.data, found, options.training);
  const std::string kept = kept_classifier_hash();
  fmt::print("{:<14} {}\n{:<14} {:.4f}\n{:<14} {}\n{:<14} {}\n", "weights", options.out,
             "test accuracy", found, "hash", hash, "kept weights",
             hash == kept ? "the same hash" : "another hash, " + kept);
}

}  // namespace

void add_train_classifier(const Command& program) {
  const Command command = program.command(
      "train-classifier", "trains the small CNN of the feature space classifier (minutes)");
  const auto options = std::make_shared<Options>();
  command.option("--data", options->data, "fashion_mnist (default) or mnist")
      .one_of({"fashion_mnist", "mnist"});
  command.option("--directory", options->directory,
                 "folder of the four IDX files; by default the usual places");
  command
      .option("--out", options->out,
              "where the weights go (.npz), their description beside them; by default "
              "fashion_classifier.npz")
      .output_name();
  command.option("--epochs", options->training.epochs, "passes over the images; default 5")
      .whole_number(1, 1000);
  command.option("--seed", options->training.seed, "of weights and order; default 0")
      .whole_number(0);
  command.does([options] { train(*options); });
}

}  // namespace coopbench
