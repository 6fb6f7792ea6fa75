#include "data/data_sets.h"

#include "data/files.h"
#include "data/listing.h"

using namespace coopbench;

namespace {

bool has_needs(const DataTable::Entry& entry) {
  return std::any_of(entry.fields.begin(), entry.fields.end(),
                     [](const FieldInfo& f) { return f.initial.is_null(); });
}

const DataTable table = data_sets();

Json choice(const std::string& text) {
  return table.resolve(parse_json(text, "text"), "shared.data");
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_data_set_is_listed) {
  const std::string listing = data_listing();
  for (const auto& entry : table.entries()) {
    BOOST_TEST(!entry.meaning.empty());
    BOOST_TEST(listing.find(entry.name) != std::string::npos);
    BOOST_TEST(listing.find(entry.meaning) != std::string::npos);
    for (const auto& field : entry.fields) BOOST_TEST(!field.meaning.empty());
  }
  BOOST_TEST(std::count(listing.begin(), listing.end(), '\n') ==
             static_cast<int64_t>(table.entries().size()));
}

BOOST_AUTO_TEST_CASE(every_data_set_without_needs_makes_a_source_of_the_shape_it_says) {
  for (const auto& entry : table.entries()) {
    if (has_needs(entry)) continue;
    BOOST_TEST_CONTEXT(entry.name) {
      const Json resolved = choice("{\"name\": \"" + entry.name + "\"}");
      BOOST_TEST(resolved.size() == entry.keys.size() + 1);
      const DataSource source = table.make(Choice{resolved});
      const Found found = source.find();
      BOOST_TEST(!found.where.empty());
      BOOST_TEST(found.advice.empty() == found.found);
      if (!found.found) continue;
      const Dataset data = source.load();
      BOOST_TEST((data.shape == source.shape));
      BOOST_TEST(!data.source.empty());
      for (const auto& part : {data.train, data.validation, data.test}) {
        BOOST_TEST(part.size() > 0);
        BOOST_TEST((part.shape() == data.shape));
        const torch::Tensor images = part.slice(0, 1000);
        BOOST_TEST((images.sizes().slice(1) ==
                    std::vector<int64_t>{data.shape.channels, data.shape.side, data.shape.side}));
        BOOST_TEST((images.scalar_type() == torch::kFloat32));
        BOOST_TEST(images.is_contiguous());
        if (!data.log_density) BOOST_TEST(images.abs().max().item<double>() <= 1.0);
      }
      BOOST_TEST((data.view > 0) == static_cast<bool>(data.log_density));
    }
  }
}

BOOST_AUTO_TEST_CASE(settings_without_a_default_must_be_given) {
  int64_t checked = 0;
  for (const auto& entry : table.entries()) {
    for (const auto& field : entry.fields) {
      if (!field.initial.is_null()) continue;
      Json settings = {{"name", entry.name}};
      for (const auto& other : entry.fields)
        if (other.initial.is_null() && other.name != field.name) {
          if (other.type == "a text")
            settings[other.name] = "x";
          else
            settings[other.name] = 1;
        }
      BOOST_CHECK_EXCEPTION(table.resolve(settings, "shared.data"), UserError,
                            says({"shared.data." + field.name + ": is missing"}));
      ++checked;
    }
  }
  BOOST_TEST(checked == 6);
}

BOOST_AUTO_TEST_CASE(settings_out_of_range_are_refused_with_their_path) {
  const auto refused = [](const std::string& text, const std::string& said) {
    BOOST_CHECK_EXCEPTION(choice(text), UserError, says({said}));
  };
  refused(R"({"name": "fashion_mnist", "labels": [3, 10]})",
          "shared.data.labels: must be from 0 to 9");
  refused(R"({"name": "fashion_mnist", "labels": [-1]})",
          "shared.data.labels: must be from 0 to 9");
  refused(R"({"name": "fashion_mnist", "labels": 3})",
          "shared.data.labels: must be a list of whole numbers");
  refused(R"({"name": "mnist", "side": 3})", "shared.data.side: must be from 4 to 1024");
  refused(R"({"name": "mnist", "sides": 16})",
          "shared.data.sides: unknown key (did you mean 'side'?)");
  refused(R"({"name": "gmm", "train": 0})", "shared.data.train: must be from 1 to ");
  refused(R"({"name": "fashion-mnist"})",
          "there is no data set 'fashion-mnist' (did you mean 'fashion_mnist'?)");
}
