import { testPrograms } from "./programs.js";

testPrograms("debug");
