import { testPrograms } from "./programs.js";

testPrograms("stress");
