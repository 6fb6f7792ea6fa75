#include "data/data_sets.h"

#include "data/flowers102.h"
#include "data/mnist.h"
#include "data/npy_set.h"
#include "data/own_files.h"
#include "data/picture_sets.h"
#include "data/plane.h"

namespace coopbench {

DataTable data_sets() {
  return {
      "data set",
      {entry("fashion_mnist", "photographs of garments, 10 labels, 70 000 of 28 x 28",
             fashion_mnist),
       entry("mnist", "handwritten digits, 10 labels, 70 000 of 28 x 28", mnist),
       entry("mnist_t10k", "the 10 000 digits of MNIST's test files alone", mnist_t10k),
       entry("cifar10", "photographs of animals and vehicles, 10 labels, 60 000 of 32 x 32",
             cifar10_source),
       entry("flowers102", "photographs of flowers, 102 labels, 8189 of many sizes",
             flowers102_source),
       entry("pictures", "your own JPEG and PNG files in a folder or an archive", pictures_source),
       entry("idx", "your own grey images in one IDX file", idx_source),
       entry("npy", "your own images in a NumPy file, .npy or .npz", npy_source),
       entry("gmm", "points of the plane: 8 Gaussians on a circle", gmm),
       entry("rings", "points of the plane: 4 rings around each other", rings),
       entry("moons", "points of the plane: two moons that reach into each other", moons),
       entry("pinwheel", "points of the plane: 5 bent arms", pinwheel)}};
}

}  // namespace coopbench
