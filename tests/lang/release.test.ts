import { testPrograms } from "./programs.js";

testPrograms("release");
