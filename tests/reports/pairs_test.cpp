// Planted comparisons: what the report says first, and the table to act on.
#include "reports/pairs.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "folder_fixture.h"
#include "reports/summary.h"
#include "reports/verdict.h"

using namespace coopbench;

namespace {

const std::vector<std::string> three{"short_run", "persistent", "coopnets"};
const std::vector<int64_t> seven{1, 2, 3, 4, 5, 6, 7};

/// What a run has in the panel, the distances on two blocks.
struct Quality {
  double mmd2, density, coverage, c2st, after;
};

/// Seeds differ by up to 3 % and blocks by 1 %.
using Planted = std::function<Quality(size_t method, int64_t seed)>;

class Fixture : public ComparisonFixture {
 public:
  Fixture(const std::vector<std::string>& methods, const std::vector<int64_t>& seeds,
          const Planted& planted)
      : ComparisonFixture(methods, seeds, [&](size_t m, int64_t s) { return planted(m, s).mmd2; }) {
    for (size_t m = 0; m < methods.size(); ++m)
      for (const int64_t seed : seeds)
        measure(methods[m], seed, [&](MetricsRecord& metrics) {
          const Quality q = planted(m, seed);
          const double wobble =
              1 + 0.01 * static_cast<double>((seed * 7 + static_cast<int>(m)) % 4);
          const auto blocks = [&](const char* key, double value) {
            metrics.series.emplace_back(key,
                                        std::vector<double>{value * wobble, value * wobble * 1.01});
          };
          blocks("blocks.mmd2", q.mmd2);
          blocks("blocks.density", q.density);
          blocks("blocks.coverage", q.coverage);
          blocks("blocks.c2st", q.c2st);
          metrics.rows.push_back({.key = "further.ends.after",
                                  .group = "long",
                                  .name = "from the ends",
                                  .estimate = q.after * wobble});
          metrics.rows.push_back(
              {.key = "stability.life", .group = "stability", .name = "life", .estimate = 20});
        });
  }
  std::vector<std::string> sentences() const {
    const SavedComparison c = read_folder(folder());
    return summary(c, pairs_of(c));
  }
  std::vector<MethodPair> pairs() const { return pairs_of(read_folder(folder())); }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Better and better from the first method to the last.
Quality ascending(size_t method, int64_t) {
  const double at = 1 + static_cast<double>(method);
  return {0.1 / at, 0.2 * at, 0.2 * at, 0.9 - 0.1 * at, 0.5 / at};
}
Quality equal(size_t, int64_t seed) {
  const double sign = seed % 2 == 0 ? 1 : -1;
  return {0.01 + 0.001 * sign, 0.8, 0.5, 0.7, 0.1};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reports_pairs)

BOOST_AUTO_TEST_CASE(a_method_that_is_better_by_every_metric_is_named) {
  const Fixture fixture(three, seven, ascending);
  BOOST_TEST(fixture.sentences()[0] ==
             "coopnets is better than every other by all of MMD², density, coverage, classifier "
             "test, MMD² after further steps.");
  for (const MethodPair& pair : fixture.pairs())
    BOOST_TEST((pair.decision.conclusion == Conclusion::second), pair.first << pair.second);
}

BOOST_AUTO_TEST_CASE(metrics_that_disagree_are_a_result) {
  const Fixture fixture({"short_run", "persistent"}, seven, [](size_t m, int64_t seed) {
    Quality q = ascending(m, seed);
    q.coverage = m == 0 ? 0.8 : 0.1;
    return q;
  });
  BOOST_TEST(fixture.sentences()[0] ==
             "No method is shown to be better than every other: the metrics disagree. Metrics that "
             "decide, of 5: persistent 4 and short_run 1.");
  BOOST_TEST(conclusion_text(fixture.pairs()[0]) ==
             "the metrics disagree: for short_run coverage; for persistent MMD², density, "
             "classifier test, MMD² after further steps");
}

BOOST_AUTO_TEST_CASE(one_metric_that_decides_is_no_winner) {
  const Fixture fixture({"short_run", "persistent"}, seven, [](size_t m, int64_t seed) {
    Quality q = equal(m, seed);
    q.mmd2 = m == 0 ? 0.01 : 0.2;
    return q;
  });
  BOOST_TEST(
      has(fixture.sentences()[0], "Metrics that decide, of 5: short_run 1 and persistent 0."));
  BOOST_TEST(has(conclusion_text(fixture.pairs()[0]),
                 "no winner: for short_run MMD²; undecided density, coverage"));
}

BOOST_AUTO_TEST_CASE(no_difference_is_no_more_than_that) {
  const Fixture fixture(three, seven, equal);
  BOOST_TEST(fixture.sentences()[0] ==
             "No method is shown to be better than every other: of 3 pairs none shows a "
             "difference.");
}

BOOST_AUTO_TEST_CASE(too_few_seeds_say_how_many_are_needed) {
  const Fixture fixture(three, {1, 2, 3, 4, 5}, ascending);
  BOOST_TEST(fixture.sentences()[0] ==
             "Too few seeds to decide: 5 seeds and 3 pairs can't give a p below 0.19, however "
             "large the difference; 7 seeds can give 0.05.");
  const auto cells = evidence_table(fixture.pairs()).rows[0].cells;
  BOOST_TEST(cells[4].value == "none");
  BOOST_TEST(cells[6].value == "neither");
}

BOOST_AUTO_TEST_CASE(survivors_are_not_compared) {
  const Fixture fixture(three, seven, ascending);
  fixture.diverge("coopnets", 2);
  const auto pairs = fixture.pairs();
  BOOST_TEST(pairs[0].obstacle == "");
  BOOST_TEST(pairs[1].obstacle ==
             "coopnets: 1 of 7 diverged, and those left over don't stand for all");
  const auto sentences = fixture.sentences();
  BOOST_TEST(has(sentences[0], "No method is shown to be better than every other"));
  BOOST_TEST(
      has(sentences[0],
          "short_run and coopnets, persistent and coopnets can't be compared: coopnets: 1 of 7"));
  BOOST_TEST(has(sentences.back(), "coopnets, seed 2 diverged at iteration 17"));
  BOOST_TEST(evidence_table(pairs).rows.size() == 5U);  // of the pair that is left
}

BOOST_AUTO_TEST_CASE(chains_that_do_not_move_stand_above_the_fold) {
  const Fixture fixture({"short_run", "persistent"}, {1, 2}, equal);
  for (const int64_t seed : {1, 2})
    fixture.measure("short_run", seed, [](MetricsRecord& metrics) {
      metrics.rows.push_back(
          {.key = "health.movement", .group = "health", .name = "chains", .word = "do not move"});
      metrics.rows.push_back(
          {.key = "health.variety", .group = "health", .name = "variety", .word = "fine"});
    });
  const auto sentences = fixture.sentences();
  BOOST_TEST((std::find(sentences.begin(), sentences.end(),
                        "short_run, all 2 seeds: chains: do not move.") != sentences.end()));
  for (const std::string& sentence : sentences) BOOST_TEST(!has(sentence, "variety"));
  BOOST_TEST(has(sentences.back(), "one setting of each method"));
}

BOOST_AUTO_TEST_CASE(one_seed_compares_nothing) {
  const Fixture fixture({"short_run", "persistent"}, {1}, ascending);
  BOOST_TEST(has(fixture.sentences()[0], "can't be compared: one seed says nothing of another"));
}

BOOST_AUTO_TEST_CASE(a_known_density_decides_by_its_divergence_and_a_distance) {
  const Fixture fixture({"short_run", "persistent"}, seven, ascending);
  for (const std::string& method : {std::string("short_run"), std::string("persistent")})
    for (const int64_t seed : seven)
      fixture.measure(method, seed, [&](MetricsRecord& metrics) {
        const double kl = (method == "short_run" ? 0.1 : 1.0) + 0.001 * static_cast<double>(seed);
        metrics.rows.push_back(
            {.key = "likelihood.grid.kl", .group = "grid", .name = "KL", .estimate = kl});
      });
  BOOST_TEST(conclusion_text(fixture.pairs()[0]) ==
             "the metrics disagree: for short_run KL of the learned law; for persistent MMD²");
  const auto sentences = fixture.sentences();
  BOOST_TEST(has(sentences[2], "0 is best: short_run 0.1, persistent 1."));
}

// Each validation curve is 0.1 after 20 iterations and -0.0004 after 40, of 51 200 evaluations and
// 10 CPU seconds; the target law gets 0.0033 at most.
BOOST_AUTO_TEST_CASE(the_verdict_table_has_steps_cost_and_health) {
  const Fixture fixture({"short_run", "persistent"}, seven, ascending);
  const SavedComparison c = read_folder(fixture.folder());
  const MeasureTable table = verdict_table(c, pairs_of(c));
  BOOST_TEST_REQUIRE(table.rows.size() == 1U);
  const MeasureRow& row = table.rows[0];
  BOOST_TEST(row.group == "short_run and persistent");
  BOOST_TEST(row.name == "persistent is better");
  BOOST_TEST(row.cells[0].value == "short_run 20; persistent 20");
  BOOST_TEST(row.cells[1].value ==
             "short_run 51 200 gradient evaluations, 10 CPU s; persistent 51 200 gradient "
             "evaluations, 10 CPU s");
  BOOST_TEST(row.cells[1].detail == "to MMD² 0.0033 on validation data");
  BOOST_TEST(row.cells[2].value == "short_run: 7 stable; persistent: 7 stable");
  // Two runs of blocks apart by 1 % of 0.1 and 0.05, half of that apart from each other.
  const MeasureTable evidence = evidence_table(pairs_of(c));
  BOOST_TEST(evidence.rows.size() == 5U);
  BOOST_TEST(evidence.rows[0].cells[1].value == "7 seeds and 2 test blocks");
  BOOST_TEST(evidence.rows[0].cells[2].value == "0.016");
  BOOST_TEST(evidence.rows[0].cells[6].value == "persistent");
}

// A method must not lose the metric that would show what is wrong with it.
BOOST_AUTO_TEST_CASE(a_metric_that_a_run_lacks_decides_nothing_and_stays) {
  const auto without = [](const std::function<void(MetricsRecord&)>& change) {
    const Fixture fixture({"short_run", "persistent"}, seven, ascending);
    fixture.measure("persistent", 3, change);
    const MethodPair pair = fixture.pairs()[0];
    BOOST_TEST(pair.decision.evidence.size() == 5U);
    BOOST_TEST((pair.decision.conclusion == Conclusion::partly));
    BOOST_TEST(!has(fixture.sentences()[0], "is better"));
    return conclusion_text(pair);
  };
  const std::string left = without([](MetricsRecord& metrics) {
    for (MetricRow& row : metrics.rows)
      if (row.key == "further.ends.after") row.estimate.reset();
  });
  BOOST_TEST(has(left, "undecided MMD² after further steps"));
  for (const std::vector<double>& blocks :
       {std::vector<double>{}, {0.05}, {0.05, std::nan("")}, {0.05, 1e308}})
    without([&](MetricsRecord& metrics) {
      for (auto& [key, values] : metrics.series)
        if (key == "blocks.mmd2") values = blocks;
    });
}

BOOST_AUTO_TEST_CASE(a_mean_is_never_over_the_runs_that_are_left) {
  const Fixture fixture({"short_run", "persistent"}, seven, ascending);
  const auto long_run = [&] {
    for (const std::string& sentence : fixture.sentences())
      if (sentence.starts_with("MMD² when chains go on"))
        return sentence.substr(0, sentence.find("; from fresh noise"));
    return std::string();
  };
  BOOST_TEST(has(long_run(), "short_run 0.5"));
  BOOST_TEST(has(long_run(), "persistent 0.2"));
  fixture.measure("persistent", 3, [](MetricsRecord& metrics) {
    for (MetricRow& row : metrics.rows)
      if (row.key == "further.ends.after") row.estimate.reset();
  });
  BOOST_TEST(has(long_run(), "short_run 0.5"));
  BOOST_TEST(!has(long_run(), "persistent"));
}

BOOST_AUTO_TEST_CASE(chains_that_start_at_data_are_not_compared_by_their_ends) {
  const Fixture fixture({"short_run", "persistent"}, seven, ascending);
  fixture.measure("persistent", 1, [](MetricsRecord& metrics) {
    metrics.rows.push_back({.key = "health.starts",
                            .group = "health",
                            .name = "starts",
                            .word = "lie at training images"});
  });
  BOOST_TEST(has(fixture.pairs()[0].obstacle, "persistent: its chains start at training images"));
}

BOOST_AUTO_TEST_CASE(what_was_not_measured_is_no_tie) {
  const Fixture fixture({"short_run", "persistent"}, seven, ascending);
  std::filesystem::remove(RunPaths{fixture.run("persistent", 4)}.metrics());
  BOOST_TEST(fixture.pairs()[0].obstacle ==
             "persistent: seed 4 has no metrics.json that can be read");
  const Fixture empty({"short_run", "persistent"}, seven, [](size_t, int64_t) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    return Quality{none, none, none, none, none};
  });
  BOOST_TEST(empty.pairs()[0].obstacle == "no metric has a number for each of their runs");
}

BOOST_AUTO_TEST_CASE(a_verdict_of_divergence_is_an_obstacle_and_an_alarm) {
  const Fixture fixture({"short_run", "persistent"}, seven, ascending);
  fixture.measure("persistent", 1, [](MetricsRecord& metrics) {
    for (MetricRow& row : metrics.rows)
      if (row.key == "stability.verdict") row.word = "diverged";
  });
  BOOST_TEST(fixture.pairs()[0].obstacle == "persistent: 1 of 7 diverged by their verdict");
  const auto sentences = fixture.sentences();
  BOOST_TEST(
      (std::find(sentences.begin(), sentences.end(),
                 "persistent, seed 1: diverged by its verdict on stability.") != sentences.end()));
}

BOOST_AUTO_TEST_SUITE_END()
