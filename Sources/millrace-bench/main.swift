print("millrace-bench")
