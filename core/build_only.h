#pragma once
#include "core/json.h"
namespace coopbench {
inline constexpr int kDeepestJson = 100;
inline constexpr size_t kLongestName = 100;
Json json_or_text(const std::string& word, const std::string& source);
std::string text_at(const Json& json, std::initializer_list<const char*> keys);
void need_folder_name(const std::string& path, const std::string& name);
}
