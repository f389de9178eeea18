# SPDX-License-Identifier: GPL-3.0-or-later
# The work in R data.table: Rscript work.R DATA
suppressMessages(library(data.table))
setDTthreads(2)
d <- fread(commandArgs(TRUE)[1], sep = ";", dec = ",", colClasses = list(character = "azione"),
           select = c("azione", "zona", "evento", "stato", "quantita", "caso", "data_prevista", "data_effettiva"))
d[, giorni := as.integer(as.IDate(data_effettiva, "%d/%m/%Y")) - as.integer(as.IDate(data_prevista, "%d/%m/%Y"))]
a <- d[, .(sum(quantita[stato == "Realizzato"]), sum(quantita[stato == "Previsto"]),
           uniqueN(caso[evento == "presa_in_carico"]), uniqueN(caso[evento == "segnalazione"]),
           median(giorni[evento == "presa_in_carico"] + 0), mean(giorni[evento == "presa_in_carico"])),
       by = .(azione, anno = substr(data_prevista, 7, 10), zona)]
fwrite(a, "/dev/stdout", col.names = FALSE)
