// Runs the test cases of the source file that is named after `--`, or without one those of all.

#include <boost/test/tree/traverse.hpp>
#include <boost/test/tree/visitor.hpp>
#include <boost/test/unit_test.hpp>
#include <string_view>
#include <vector>

namespace {

namespace unit_test = boost::unit_test;

/// Collects the cases whose source file does not end with `file`.
class OtherFiles : public unit_test::test_tree_visitor {
 public:
  explicit OtherFiles(std::string_view file) : file_(file) {}

  bool test_suite_start(const unit_test::test_suite& suite) override {
    const_cast<unit_test::test_suite&>(suite).generate();  // the cases of a data-driven test
    return true;
  }

  void visit(const unit_test::test_case& test) override {
    const std::string_view source(test.p_file_name.begin(), test.p_file_name.size());
    if (source.size() < file_.size() || source.substr(source.size() - file_.size()) != file_) {
      cases_.push_back(test.p_id);
    }
  }

  [[nodiscard]] const std::vector<unit_test::test_unit_id>& cases() const { return cases_; }

 private:
  std::string_view file_;
  std::vector<unit_test::test_unit_id> cases_;
};

bool select_cases() {
  const unit_test::master_test_suite_t& all = unit_test::framework::master_test_suite();
  if (all.argc > 1) {
    OtherFiles others(all.argv[1]);
    unit_test::traverse_test_tree(all, others, true);
    for (const auto id : others.cases()) {
      const auto parent = unit_test::framework::get<unit_test::test_case>(id).p_parent_id;
      unit_test::framework::get<unit_test::test_suite>(parent).remove(id);
    }
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) { return unit_test::unit_test_main(&select_cases, argc, argv); }
