"""The jail of the child: what is left to it of files, network, processes and system calls.

jail            closes it, from inside
limits          processor, memory, files (setrlimit, capset)
folders         where Python and its libraries are
landlock        the one file, the scratch folder and those folders; no network, no signals
seccomp         the filter of system calls; `refused_calls` lists them, `syscalls` makes the ones that it takes
protections     what of it this kernel has
"""
